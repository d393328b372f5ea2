import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEngine } from '../../src/index.ts';
import { whenAborted } from '../../src/threads/when-aborted.ts';
import { deliveryPlace, people } from './delivery-support.ts';

const place = deliveryPlace();
/** One more than a signal or an emitter takes listeners for, without a warning, and some. */
const MANY = 24;

const warnings: string[] = [];
const onWarning = ({ name, message }: Error): void => {
  warnings.push(`${name}: ${message}`);
};
beforeEach(() => {
  warnings.length = 0;
  process.on('warning', onWarning);
});
afterEach(() => {
  process.off('warning', onWarning);
});

/** Three people, the rest when told. */
function opening() {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  async function* to() {
    yield* people(3);
    await opened;
  }
  return { to, open };
}

describe('many sends at once', () => {
  it('warn the host of nothing, under one signal, which ends them all', async () => {
    const { engine } = await place.open();
    const { signal, abort } = ((controller) => ({
      signal: controller.signal,
      abort: () => controller.abort(new Error('enough')),
    }))(new AbortController());
    const { to, open } = opening();
    const sending = (more: object) =>
      Promise.all(
        Array.from({ length: MANY }, (_, n) =>
          engine.send({ from: 'city-hall', message: `Notice ${n}.`, to: to() as never, ...more }),
        ),
      );
    const ended = await sending({ signal });
    const others = await sending({});
    expect(engine.running()).toHaveLength(2 * MANY);
    for (const one of [...ended, ...others]) one.settled.catch(() => {});
    abort();
    const codes = await Promise.all(ended.map(({ done }) => done.catch((error: { code: string }) => error.code)));
    expect(new Set(codes)).toEqual(new Set(['ABORTED']));
    open();
    for (const { done } of others) expect((await done).sealed).toBe(3);
    await engine.close();
    // Node says it in a turn of its own.
    await turn();
    expect(warnings).toEqual([]);
  });

  it('make their sender once, where it is the first of its directory', async () => {
    const { engine, options } = await place.open();
    const send = (from: string) => engine.send({ from, message: 'Hello.', to: people(1) });
    const sent = await Promise.all(Array.from({ length: 5 }, () => send('café'.normalize('NFD'))));
    for (const { done } of sent) expect((await done).state).toBe('sealed');
    expect(engine.senders().map(({ name }) => name)).toEqual(['café'.normalize('NFC')]);
    await engine.close();
    const again = await openEngine(options);
    expect(again.senders()).toHaveLength(1);
    await again.close();
  });

  it('of two names make the first one, and take the other for a slip, as one after the other do', async () => {
    const { engine } = await place.open();
    const send = (from: string, newSender?: boolean) =>
      engine
        .send({ from, message: 'Hello.', to: people(1), ...(newSender === undefined ? {} : { newSender }) })
        .then(async ({ done }) => (await done).from)
        .catch(({ code }: { code: string }) => code);
    expect(await Promise.all([send('city-hall'), send('city-hal'), send('school', true)])).toEqual([
      'city-hall',
      'SENDER_UNKNOWN',
      'school',
    ]);
    await engine.close();
  });
});

describe('whenAborted', () => {
  it('calls each that has not left, once, and takes one listener on the signal however many wait', () => {
    const controller = new AbortController();
    const { signal } = controller;
    const added: string[] = [];
    const own = { add: signal.addEventListener.bind(signal), remove: signal.removeEventListener.bind(signal) };
    signal.addEventListener = (...args: Parameters<typeof own.add>) => {
      added.push('+');
      own.add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof own.remove>) => {
      added.push('-');
      own.remove(...args);
    };
    const heard: string[] = [];
    const same = (): void => {
      heard.push('same');
    };
    const leaving = [whenAborted(signal, same), whenAborted(signal, same), whenAborted(signal, () => heard.push('b'))];
    leaving[0]!();
    leaving[0]!();
    expect(added).toEqual(['+']);
    leaving[1]!();
    leaving[2]!();
    expect(added).toEqual(['+', '-']);
    const leave = whenAborted(signal, same);
    whenAborted(signal, () => heard.push('c'));
    controller.abort();
    leave();
    expect(heard).toEqual(['same', 'c']);
    expect(added).toEqual(['+', '-', '+']);
  });
});
