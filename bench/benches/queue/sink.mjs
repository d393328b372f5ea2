// The other side of the queue bench, a process of its own: takes what is posted, answers 200, counts. Says { port } over IPC; told
// anything, it answers { count } and begins anew.
import { createServer } from 'node:http';

let count = 0;
const bodies = new Map();

const server = createServer((request, response) => {
  let length = 0;
  request.on('data', (chunk) => {
    length += chunk.length;
  });
  request.on('end', () => {
    const name = request.url.startsWith('/bodies/') ? request.url : null;
    if (name === null) {
      count++;
      response.writeHead(200);
    } else if (request.method === 'PUT') {
      bodies.set(name, length);
      response.writeHead(201);
    } else {
      const known = bodies.get(name);
      response.writeHead(known === undefined ? 404 : 200, known === undefined ? {} : { 'content-length': known });
    }
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => {
  process.send({ count });
  count = 0;
});
