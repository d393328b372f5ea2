import { describe, expect, it } from 'vitest';
import type { Transport } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { encodeReceipt, openEnvelope } from '../../src/open.ts';
import { DELIVERED, people, request } from '../engine/delivery-support.ts';
import { bytesOf, device } from '../engine/support.ts';
import { ask, login, operatorPlace } from './support.ts';

const { start } = operatorPlace();

/** As Prometheus reads it: each sample by its name and labels; throws where the text is malformed. */
function samplesOf(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.trimEnd().split('\n')) {
    const type = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line);
    if (type !== null) {
      if (types.has(type[1]!)) throw new Error(`twice: ${line}`);
      types.set(type[1]!, type[2]!);
      continue;
    }
    if (/^# HELP \w+ \S.*$/.test(line)) continue;
    const sample = /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)+\})? (-?[0-9.e+-]+)$/.exec(line);
    if (sample === null) throw new Error(`no sample: ${line}`);
    const family = sample[1]!.replace(/_(bucket|sum|count)$/, (suffix) => (types.has(sample[1]!) ? suffix : ''));
    if (!types.has(family)) throw new Error(`of no family: ${line}`);
    const key = `${sample[1]}${sample[2] ?? ''}`;
    if (samples.has(key)) throw new Error(`twice: ${line}`);
    samples.set(key, Number(sample[3]));
  }
  return samples;
}

describe('metrics', () => {
  it('are the figures of the reports, in the form that Prometheus reads', async () => {
    const transport: Transport = {
      name: 'gate"way',
      deliver: async (parcels) =>
        parcels.map((_, n) =>
          n % 3 === 0 ? { state: 'failed', reason: n === 0 ? 'gone' : `person-${n} moved` } : DELIVERED,
        ),
    };
    const { engine, operator } = await start({ transport });
    const to = [...people(20), { id: 'x', publicKey: 'nope' }];
    const broadcast = await engine.send({ ...request, to, class: 'payment' });
    const { delivered, failed, failedBy } = await broadcast.settled;
    expect(failed).toBeGreaterThan(failedBy.gone ?? 0);
    const answer = await ask(operator.url, '/metrics');
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const samples = samplesOf(answer.text);
    for (const [name, value] of [
      ['sealcast_broadcasts{state="sealed"}', 1],
      ['sealcast_broadcasts{state="purged"}', 0],
      ['sealcast_people{class="payment",result="listed"}', 21],
      ['sealcast_people{class="payment",result="refused"}', 1],
      ['sealcast_people{class="chat",result="listed"}', 0],
      ['sealcast_envelopes{class="payment",state="delivered"}', delivered],
      ['sealcast_envelopes{class="payment",state="failed"}', failed],
      ['sealcast_refused_rows{reason="key-malformed"}', 1],
      ['sealcast_refused_rows{reason="id-missing"}', 0],
      ['sealcast_failed_envelopes{reason="gone"}', failedBy.gone],
      // Whatever a transport calls it: a label that it may choose would have no end, and may hold anything.
      ['sealcast_failed_envelopes{reason="other"}', failed - failedBy.gone!],
      ['sealcast_paused', 0],
      ['sealcast_class_demotions_total{class="broadcast"}', 0],
      ['sealcast_transport_groups{transport="gate\\"way"}', 0],
      ['sealcast_wait_seconds_count{class="payment"}', 20],
      ['sealcast_wait_seconds_bucket{class="payment",le="+Inf"}', 20],
      ['sealcast_wait_seconds_bucket{class="payment",le="3600"}', 20],
      ['sealcast_hand_over_seconds_count{class="emergency"}', 0],
    ] as const)
      expect([name, samples.get(name)]).toEqual([name, value]);
    expect(answer.text).not.toMatch(/person-[0-9]/);
    const buckets = [...samples].filter(([name]) => name.startsWith('sealcast_wait_seconds_bucket{class="payment"'));
    expect(buckets.length).toBeGreaterThan(10);
    buckets.reduce((before, [, count]) => {
      expect(count).toBeGreaterThanOrEqual(before);
      return count;
    }, 0);
    const series = samples.size;
    // More broadcasts are no more series.
    for (let n = 0; n < 3; n++) await (await engine.send({ ...request, to, class: 'payment' })).settled;
    const later = samplesOf((await ask(operator.url, '/metrics')).text);
    expect(later.size).toBe(series);
    expect(later.get('sealcast_people{class="payment",result="listed"}')).toBe(84);
  });
});

describe('confirmed envelopes', () => {
  it('are none of a broadcast that has too few to tell, on the page and in the metrics', async () => {
    const transport: Transport = { name: 'good', deliver: async (parcels) => parcels.map(() => DELIVERED) };
    const { engine, operator } = await start({ transport });
    const confirmed = async (): Promise<number | undefined> =>
      samplesOf((await ask(operator.url, '/metrics')).text).get('sealcast_confirmed_envelopes{class="broadcast"}');
    const send = async (count: number): Promise<Uint8Array[]> => {
      const broadcast = await engine.send({ ...request, to: people(count), receipts: true });
      const { sender } = await broadcast.settled;
      const receipts: Uint8Array[] = [];
      for (let n = 0; n < count; n++) {
        const { envelopes, body } = await engine.fetch(broadcast, `person-${n}`);
        const options = { privateKey: device(n).secret, sender: bytesOf(sender) };
        receipts.push(encodeReceipt((await openEnvelope(envelopes[0]!, body, options))!));
      }
      return receipts;
    };
    const [few, many] = [await send(limits.receiptsShown - 1), await send(limits.receiptsShown + 2)];
    const inside = await login(operator.url);
    await engine.confirm(Buffer.concat(few));
    expect(await confirmed()).toBe(0);
    await engine.confirm(Buffer.concat(many.slice(1)));
    expect(await confirmed()).toBe(limits.receiptsShown + 1);
    await engine.confirm(many[0]!);
    expect(await confirmed()).toBe(limits.receiptsShown + 2);
    const { text } = await inside.get('/');
    expect(text).toContain(`${limits.receiptsShown + 2} opened`);
    expect(text.match(/ opened</g)).toHaveLength(1);
  });
});
