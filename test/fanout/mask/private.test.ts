import { spawnSync } from 'node:child_process';
import nodeConsole from 'node:console';
import { PassThrough } from 'node:stream';
import { format, inspect } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { privateEmail, privateName, privatePhone, privateText } from '../../../src/fanout/mask/index.ts';
import { Private } from '../../../src/private.ts';

const CANARY = 'zhang.canary.7f3a';

/** Everything a careless line of code may do with a value, as the bytes it would leave somewhere. */
const ROUTES: readonly (readonly [route: string, leave: (value: unknown) => string])[] = [
  ['String()', (v) => String(v)],
  ['template', (v) => `${v as string}`],
  ['+', (v) => 'user: ' + (v as string)],
  ['join', (v) => [v, [v]].join()],
  ['concat', (v) => 'user: '.concat(v as string)],
  ['replace', (v) => 'X'.replace('X', v as string)],
  ['toLocaleString', (v) => (v as object).toLocaleString()],
  ['Object.prototype.toString', (v) => Object.prototype.toString.call(v)],
  ['property key', (v) => JSON.stringify({ [v as string]: 1 })],
  ['JSON.stringify', (v) => JSON.stringify(v)],
  ['JSON.stringify, nested', (v) => JSON.stringify({ a: [{ v }], m: { v } }, null, 2)],
  ['JSON.stringify, replacer', (v) => JSON.stringify({ v }, (_, value: unknown) => value)],
  ['inspect', (v) => inspect(v)],
  ['inspect, nested', (v) => inspect({ a: [new Map([[v, { v }]]), new Set([v])] }, { depth: null })],
  ['inspect, showHidden', (v) => inspect({ v }, { showHidden: true, depth: null, getters: true })],
  ['inspect, customInspect off', (v) => inspect(v, { customInspect: false, showHidden: true, depth: null })],
  ['format', (v) => format('%s %o %O %j %d %i %f', v, v, v, v, v, v, v)],
  ['console', (v) => printed((c) => c.log(v, { v }))],
  ['console.dir', (v) => printed((c) => c.dir({ v }, { depth: null, showHidden: true }))],
  ['console.table', (v) => printed((c) => c.table([{ v }]))],
  ['console.error', (v) => printed((c) => c.error('%s', v))],
  ['keys', (v) => JSON.stringify([Object.keys(v as object), Object.entries(v as object), Object.values(v as object)])],
  [
    'own keys',
    (v) =>
      Reflect.ownKeys(v as object)
        .map(String)
        .join(),
  ],
  ['spread', (v) => inspect({ ...(v as object) }, { showHidden: true })],
  ['assign', (v) => JSON.stringify(Object.assign({}, v))],
  [
    'for in',
    (v) => {
      let all = '';
      for (const key in v as object) all += key;
      return all;
    },
  ],
  ['structuredClone', (v) => inspect(structuredClone({ v }), { depth: null, showHidden: true })],
  ['postMessage', (v) => inspect(posted({ v }), { depth: null, showHidden: true })],
  [
    'v8.serialize',
    (v) => serialize({ v }).toString('latin1') + inspect(deserialize(serialize({ v })), { depth: null }),
  ],
  ['error message', (v) => new Error(`no such user: ${v as string}`).stack!],
  ['error cause', (v) => inspect(new Error('x', { cause: v }))],
  ['error property', (v) => inspect(Object.assign(new Error('x'), { v }))],
  ['TypeError of the engine', (v) => thrown(() => (v as () => void)())],
  ['BigInt of it', (v) => thrown(() => BigInt(v as string))],
  ['URL of it', (v) => thrown(() => new URL(v as string))],
  ['pino line', (v) => pinoLine({ user: v, list: [v] }, `sent to ${v as string}`)],
];

function printed(print: (to: Console) => void): string {
  const stream = new PassThrough();
  print(new (nodeConsole as unknown as Console).Console({ stdout: stream, stderr: stream }));
  return String(stream.read());
}

function posted(value: unknown): unknown {
  const { port1, port2 } = new MessageChannel();
  try {
    port1.postMessage(value);
    return receiveMessageOnPort(port2);
  } finally {
    port1.close();
  }
}

function thrown(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return inspect(error, { showHidden: true }) + (error as Error).stack;
  }
  return '';
}

/** What pino writes: fields one by one through JSON, errors as type, message and stack. */
function pinoLine(fields: Record<string, unknown>, msg: string): string {
  let line = '{"level":30';
  for (const [key, value] of Object.entries(fields)) line += `,${JSON.stringify(key)}:${JSON.stringify(value)}`;
  return `${line},"msg":${JSON.stringify(msg)}}`;
}

/** The same value in a class that hides nothing: the scan has to find it, or its silence below means nothing. */
class Plain {
  value: string;
  constructor(value: string) {
    this.value = value;
  }
  toString(): string {
    return this.value;
  }
}

describe('Private', () => {
  it('the scan finds a canary that is not hidden', () => {
    const seen = ROUTES.filter(([, leave]) => leave(new Plain(CANARY)).includes(CANARY)).map(([route]) => route);
    // What has no way to show even a plain one: a tag, a property name, a call.
    expect(ROUTES.map(([route]) => route).filter((route) => !seen.includes(route))).toEqual([
      'Object.prototype.toString',
      'own keys',
      'for in',
      'TypeError of the engine',
    ]);
  });

  it.each(ROUTES)('%s does not show the value', (_, leave) => {
    const left = leave(new Private(CANARY, 'z***'));
    expect(left).not.toContain(CANARY);
    expect(leave(new Private(Buffer.from(CANARY), 'z***'))).not.toContain(CANARY);
    expect(leave(privateEmail(`${CANARY}@example.com`))).not.toContain(CANARY);
  });

  it('shows the mask wherever a mask can be shown', () => {
    const value = privatePhone('+8613812345678');
    const mask = '138****5678';
    expect([String(value), `${value}`, '' + value, value.toString(), value.toLocaleString()]).toEqual(
      Array(5).fill(mask),
    );
    expect(JSON.stringify({ value })).toBe(`{"value":"${mask}"}`);
    expect(inspect([value])).toBe(`[ ${mask} ]`);
    expect(printed((c) => c.log('%s %O', value, value))).toBe(`${mask} ${mask}\n`);
    expect(Number(value)).toBeNaN();
  });

  it('crosses to another thread as an empty object', () => {
    expect(structuredClone({ value: privateName('张三') })).toEqual({ value: {} });
    expect(posted(privateName('张三'))).toEqual({ message: {} });
  });

  it('an uncaught one ends the process without its value', () => {
    const url = new URL('../../../dist/private.js', import.meta.url).href;
    const canary = `String.fromCharCode(${[...CANARY].map((c) => c.charCodeAt(0)).join()})`;
    const stderrOf = (code: string) => {
      const child = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
      expect(child.status).toBe(1);
      return child.stderr;
    };
    expect(stderrOf(`throw ${canary}`)).toContain(CANARY);
    for (const raise of ['throw v', 'Promise.reject(v)', 'throw Object.assign(new Error(String(v)), { v })']) {
      const stderr = stderrOf(`const { Private } = await import(${JSON.stringify(url)});
        const v = new Private(${canary}, 'z***'); ${raise};`);
      // Node prints what is thrown, by its kind of error, as the mask, as an empty class or as [object Object].
      expect(stderr).toMatch(/z\*\*\*|Private \{\}|object Object/u);
      expect(stderr).not.toContain(CANARY);
    }
  });

  it('reveals on request only', () => {
    expect(new Private(CANARY, 'z***').reveal()).toBe(CANARY);
    const bytes = new Uint8Array([1, 2]);
    expect(new Private(bytes, 'bytes').reveal()).toBe(bytes);
  });

  it('cannot be unmasked by adding to it', () => {
    const value: object = new Private(CANARY, 'z***');
    expect(() => Object.assign(value, { toJSON: () => CANARY })).toThrow(TypeError);
  });

  it('masks when printed, once a mask is asked for', () => {
    let masked = 0;
    const value = new Private(CANARY, () => `mask ${++masked}`);
    expect(masked).toBe(0);
    expect(String(value)).toBe('mask 1');
  });

  it('hides all when the mask fails', () => {
    const failing = new Private(CANARY, (text) => {
      throw new Error(text);
    });
    expect(String(failing)).toBe('***');
    expect(String(new Private(CANARY, (() => undefined) as unknown as () => string))).toBe('***');
  });

  it('refuses to be made without a mask', () => {
    expect(() => new Private(CANARY, undefined as unknown as string)).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    );
  });

  it('has a constructor for each kind of value', () => {
    expect(String(privateName('欧阳娜娜'))).toBe('欧阳**');
    expect(String(privatePhone('+14155552671'))).toBe('+1********71');
    expect(String(privateEmail('zhang@example.com'))).toBe('z***@example.com');
    expect(String(privateText('电话13812345678'))).toBe('电话138****5678');
  });
});
