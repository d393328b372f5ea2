/** Approving and trying again from the operator page: who may, what is shown before, and what others get who try. */
import { describe, expect, it } from 'vitest';
import { newPermit, type Outcome, presentPermit, type SendRequest, type Transport } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { DELIVERED, people, request, turn } from '../engine/delivery-support.ts';
import { ada, bo, type Pair, root } from '../permit/keys.ts';
import { type Answer, type Ask, ask, login, operatorPlace, TOKEN } from './support.ts';

const { start } = operatorPlace();
const to = people(6);
const profile = { version: 1, name: 'town', approval: { above: 2, within: '8h' } };
const good: Transport = { name: 'good', deliver: async (parcels) => parcels.map(() => DELIVERED) };

/** What a person would read: text without tags. */
function read(text: string): string {
  return text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

type Place = Awaited<ReturnType<typeof start>>;

/** A broadcast that waits for approval, and an operator who looks at it. */
async function held({ engine, operator }: Place, more: Partial<SendRequest> = {}) {
  const broadcast = await engine.send({ ...request, to, ...more });
  await broadcast.done;
  return { broadcast, at: `/broadcasts/${broadcast.id}`, inside: await login(operator.url) };
}

/** Everything that is no operator on the page itself; answers what each got. */
async function intruders({ operator }: Place, path: string, form: Readonly<Record<string, string>>): Promise<Answer[]> {
  const { url } = operator;
  const [victim, other] = [await login(url), await login(url)];
  const elsewhere = `http://127.0.0.1:${operator.port + 1}`;
  const rebound = `evil.example:${operator.port}`;
  const attempts: Ask[] = [
    // A stranger, on the page's own origin.
    { headers: { origin: url }, form: { ...form, form: 'x' } },
    { headers: { authorization: `Bearer ${'x'.repeat(43)}` }, form },
    // A page elsewhere, in the operator's browser.
    { headers: { cookie: victim.cookie, origin: elsewhere, 'sec-fetch-site': 'same-site' }, form },
    { headers: { cookie: victim.cookie, origin: 'null', 'sec-fetch-site': 'cross-site' }, form },
    { headers: { cookie: victim.cookie, origin: url, 'sec-fetch-site': 'same-site' }, form },
    { headers: { cookie: victim.cookie }, form: { ...form, form: victim.form } },
    { headers: { authorization: `Bearer ${TOKEN}`, origin: elsewhere }, form },
    // The cookie alone, and the form of another session.
    { headers: { cookie: victim.cookie, origin: url }, form },
    { headers: { cookie: victim.cookie, origin: url }, form: { ...form, form: other.form } },
    // A name of an attacker's that points here.
    { headers: { cookie: victim.cookie, host: rebound, origin: `http://${rebound}` }, form },
  ];
  const answers: Answer[] = [];
  for (const attempt of attempts) answers.push(await ask(url, path, { method: 'POST', ...attempt }));
  // A link does nothing, whatever it says.
  answers.push(await ask(url, `${path}?${new URLSearchParams({ ...form, token: TOKEN })}`));
  return answers;
}

const REFUSED = [303, 401, 403, 403, 403, 403, 403, 403, 403, 421, 303];

describe('approving, as it comes', () => {
  it('is nothing that the token of the page can do', async () => {
    const place = await start({ transport: good, profile });
    const { broadcast, at, inside } = await held(place);
    for (const path of ['/', at]) expect((await inside.get(path)).text).not.toContain('Approve…');
    expect(read((await inside.get(at)).text)).toContain('Nothing is approved on this page, as it is configured');
    expect((await inside.get(`${at}/approve`)).headers.location).toBe(at);
    const posted = await inside.post(`${at}/approve`, { form: { by: 'Ada' } });
    expect([posted.status, read(posted.text).includes('nothing is approved on this page')]).toEqual([403, true]);
    const bearer = { headers: { authorization: `Bearer ${TOKEN}` }, form: { by: 'Ada' } };
    expect((await ask(place.operator.url, `${at}/approve`, bearer)).status).toBe(403);
    expect(broadcast.report().admission).toBe('held');
  });
});

describe('approving by who is logged in', () => {
  it('says what is released and why it waited, and releases it under a name', async () => {
    const place = await start({ transport: good, profile }, { approve: true });
    const { broadcast, at, inside } = await held(place);
    expect((await inside.get('/')).text).toContain(`href="${at}/approve"`);
    const asked = await inside.get(`${at}/approve`);
    expect(read(asked.text)).toContain('Approved, it goes to 6 people at once.');
    expect(read(asked.text)).toMatch(/6 recipients .*\(approval-above\)/);
    expect(asked.text).not.toContain('name="permit"');
    // Looking is no act.
    expect(broadcast.report().admission).toBe('held');
    const done = await inside.post(`${at}/approve`, { form: { by: ' Ada <b> ' } });
    expect([done.status, done.headers.location]).toEqual([303, at]);
    await broadcast.settled;
    const { text } = await inside.get(at);
    expect(read(text)).toContain('Approved by Ada &lt;b&gt;');
    expect(text).not.toContain('<b>');
    expect(broadcast.report()).toMatchObject({ admission: 'released', approvedBy: 'Ada <b>', delivered: 6 });
    // Over: neither offered nor asked for again, and no harm done by a second click.
    expect((await inside.get(`${at}/approve`)).status).toBe(303);
    expect((await inside.post(`${at}/approve`)).status).toBe(303);
    expect(broadcast.report().approvedBy).toBe('Ada <b>');
  });

  it('a script does it with the token, a name that is too long is refused', async () => {
    const place = await start({ transport: good, profile }, { approve: true });
    const { broadcast, at } = await held(place);
    const headers = { authorization: `Bearer ${TOKEN}` };
    const long = { headers, form: { by: 'x'.repeat(limits.approverChars + 1) } };
    expect((await ask(place.operator.url, `${at}/approve`, long)).status).toBe(409);
    expect(broadcast.report().admission).toBe('held');
    expect((await ask(place.operator.url, `${at}/approve`, { headers, method: 'POST' })).status).toBe(303);
    await broadcast.settled;
    expect(broadcast.report().delivered).toBe(6);
  });

  it('is nothing that a stranger, a page elsewhere or a link can do', async () => {
    const place = await start({ transport: good, profile }, { approve: true });
    const { broadcast, at } = await held(place);
    const answers = await intruders(place, `${at}/approve`, { by: 'Mallory' });
    expect(answers.map(({ status }) => status)).toEqual(REFUSED);
    for (const { text } of answers) expect(text).not.toMatch(/city-hall|Approve/);
    expect(broadcast.report()).toMatchObject({ admission: 'held', approvedBy: '' });
  });

  it('does not stand beside permits', async () => {
    const permissions = { roots: [root.publicKey] };
    await expect(start({ permissions }, { approve: true })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('approving by permit', () => {
  const permissions = { roots: [root.publicKey], realm: 'harbour' };
  const DAY = 86_400_000;
  const permitFor = (holder: Pair, rights: readonly ('approve' | 'compose' | 'send')[]): Uint8Array =>
    newPermit(root.privateKey, holder.publicKey, { rights, expires: Date.now() + DAY });
  const asked: SendRequest = { ...request, to };
  const sending = () =>
    presentPermit(permitFor(ada, ['compose', 'send']), ada.privateKey, { do: 'send', request: asked }, permissions);
  const shown = (holder: Pair, right: 'approve' | 'send', broadcast: string): string =>
    Buffer.from(
      presentPermit(permitFor(holder, [right]), holder.privateKey, { do: 'approve', broadcast }, permissions),
    ).toString('base64url');

  it('takes one that is presented for this broadcast; the token of the page alone does nothing', async () => {
    const place = await start({ transport: good, profile, permissions });
    const { broadcast, at, inside } = await held(place, { permit: sending() });
    const form = await inside.get(`${at}/approve`);
    expect(form.text).toContain('<textarea id="permit"');
    expect(form.text).toContain(`sealcast permit present --permit FILE --key FILE --approve ${broadcast.id}`);
    const post = async (permit: string) => {
      const { status, text } = await inside.post(`${at}/approve`, { form: { by: 'Bo', permit } });
      return [status, /role="alert">([^<;]*)/.exec(text)?.[1]];
    };
    expect(await post('')).toEqual([403, expect.any(String)]);
    expect(await post('not a permit at all')).toEqual([403, expect.any(String)]);
    expect(await post(shown(bo, 'send', broadcast.id))).toEqual([403, 'no permit for approve']);
    expect(await post(shown(bo, 'approve', 'ab'.repeat(16)))).toEqual([
      403,
      'the proof of permit 1 is for another request',
    ]);
    expect(broadcast.report().admission).toBe('held');
    const permit = shown(bo, 'approve', broadcast.id);
    // As a mail would have broken it.
    expect(await post(`  ${permit.slice(0, 76)}\r\n${permit.slice(76)}\n`)).toEqual([303, undefined]);
    await broadcast.settled;
    expect(broadcast.report()).toMatchObject({ approvedBy: 'Bo', delivered: 6 });
    // Nothing of it stays on the page.
    expect((await inside.get(at)).text).not.toContain(permit.slice(0, 40));
  });

  it('is nothing that a stranger or a page elsewhere can do, with a stolen permit as well', async () => {
    const place = await start({ transport: good, profile, permissions });
    const { broadcast, at } = await held(place, { permit: sending() });
    const permit = shown(bo, 'approve', broadcast.id);
    const answers = await intruders(place, `${at}/approve`, { by: 'Mallory', permit });
    expect(answers.map(({ status }) => status)).toEqual(REFUSED);
    expect(broadcast.report().admission).toBe('held');
  });

  it('takes the longest permit that there can be', async () => {
    const place = await start({ transport: good, profile, permissions });
    const { at, inside } = await held(place, { permit: sending() });
    const permit = Buffer.alloc(128 + limits.permitBytes, 0xff).toString('base64url');
    const { status } = await inside.post(`${at}/approve`, { form: { by: '😀'.repeat(64), permit } });
    // It was read to its end, and is none.
    expect(status).toBe(403);
  });
});

describe('trying again', () => {
  /** Fails by route as it is told, until it is told something else. */
  function moody(first: (route: string) => Outcome) {
    let answer = first;
    const seen: string[] = [];
    const transport: Transport = {
      name: 'gateway',
      deliver: async (parcels) =>
        parcels.map((parcel) => {
          const route = parcel.route!.reveal();
          seen.push(route);
          return answer(route);
        }),
    };
    return { transport, seen, now: (next: (route: string) => Outcome) => (answer = next) };
  }

  const byNumber = (route: string): Outcome => {
    const n = Number(route.split('-')[1]);
    if (n < 3) return { state: 'failed', reason: 'refused-403' };
    if (n === 3) return { state: 'failed', reason: 'gone' };
    return n === 4 ? { state: 'unknown', reason: 'no-answer' } : DELIVERED;
  };

  async function failing() {
    const gateway = moody(byNumber);
    const place = await start({ transport: gateway.transport });
    const broadcast = await place.engine.send({ ...request, to });
    await broadcast.settled;
    gateway.seen.length = 0;
    return { place, gateway, broadcast, at: `/broadcasts/${broadcast.id}`, inside: await login(place.operator.url) };
  }

  it('shows each reason with its figure, and tries those of one reason, and nobody else', async () => {
    const { place, gateway, broadcast, at, inside } = await failing();
    const { text } = await inside.get(at);
    expect(text).toContain(`href="${at}/retry?reason=refused-403"`);
    const asked = await inside.get(`${at}/retry?reason=gone`);
    expect(read(asked.text)).toContain('3 refused-403 the other side answered 403');
    expect(read(asked.text)).toContain('1 gone the route is dead');
    expect(read(asked.text)).toContain('4 that failed, all of them');
    expect(read(asked.text)).toContain('5 that failed or may have arrived');
    expect(asked.text).toMatch(/value="reason\/gone" checked/);
    expect(asked.text.match(/checked/g)).toHaveLength(1);
    // Looking is no act; nor is a reason that there is not.
    expect((await inside.get(`${at}/retry?reason=%3Cscript%3E`)).text).toMatch(/value="failed" checked/);
    expect(gateway.seen).toEqual([]);
    gateway.now(() => DELIVERED);
    const done = await inside.post(`${at}/retry`, { form: { which: 'reason/refused-403' } });
    expect([done.status, done.headers.location]).toEqual([303, at]);
    while (place.engine.running().length > 0) await turn();
    expect([...gateway.seen].sort()).toEqual(['route-0', 'route-1', 'route-2']);
    expect(await place.engine.report(broadcast)).toMatchObject({ delivered: 4, failed: 1, unknown: 1 });
    expect(read((await inside.get('/')).text)).toContain('3 envelopes tried again, by an operator.');
  });

  it('tries all that failed, and those of which nobody knows only when that is chosen', async () => {
    const { place, gateway, broadcast, at, inside } = await failing();
    gateway.now((route) => (route === 'route-3' ? { state: 'failed', reason: 'gone' } : DELIVERED));
    await inside.post(`${at}/retry`, { form: { which: 'failed' } });
    while (place.engine.running().length > 0) await turn();
    expect(await place.engine.report(broadcast)).toMatchObject({ delivered: 4, failed: 1, unknown: 1 });
    gateway.now(() => DELIVERED);
    expect((await inside.post(`${at}/retry`, { form: { which: 'unknown' } })).status).toBe(303);
    while (place.engine.running().length > 0) await turn();
    expect(await place.engine.report(broadcast)).toMatchObject({ delivered: 6, failed: 0, unknown: 0 });
    // Nothing is left to be tried: neither offered nor shown.
    expect((await inside.get(at)).text).not.toContain('/retry');
    expect((await inside.get(`${at}/retry`)).headers.location).toBe(at);
  });

  it('refuses what is no choice, and what has no transport', async () => {
    const { at, inside, gateway } = await failing();
    for (const which of ['', 'all', 'reason', 'REASON/gone'])
      expect([which, (await inside.post(`${at}/retry`, { form: { which } })).status]).toEqual([which, 409]);
    expect((await inside.post(`/broadcasts/${'0'.repeat(32)}/retry`, { form: { which: 'failed' } })).status).toBe(404);
    expect(gateway.seen).toEqual([]);
    const none = await start();
    const broadcast = await none.engine.send({ ...request, to });
    await broadcast.done;
    const other = await login(none.operator.url);
    const answer = await other.post(`/broadcasts/${broadcast.id}/retry`, { form: { which: 'failed' } });
    expect([answer.status, read(answer.text).includes('no transport')]).toEqual([409, true]);
  });

  it('is nothing that a stranger, a page elsewhere or a link can do', async () => {
    const { place, gateway, broadcast, at } = await failing();
    const answers = await intruders(place, `${at}/retry`, { which: 'failed' });
    expect(answers.map(({ status }) => status)).toEqual(REFUSED);
    for (const { text } of answers) expect(text).not.toMatch(/city-hall|gone/);
    expect(gateway.seen).toEqual([]);
    expect(await place.engine.report(broadcast)).toMatchObject({ failed: 4, unknown: 1 });
  });
});
