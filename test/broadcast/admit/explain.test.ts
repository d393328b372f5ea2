import { afterEach, describe, expect, it } from 'vitest';
import { place } from './support.ts';

let end: () => Promise<void> = async () => undefined;
afterEach(() => end());

describe('what a profile says of single people', () => {
  it('is in plain words, with how it stands now', async () => {
    const { engine, clock, end: close } = await place({ threads: 1 });
    end = close;
    const profile = {
      version: 1,
      name: 'mine',
      caps: {
        person: [
          { most: 2, per: 'day', timeZone: 'Asia/Shanghai' },
          { most: 1, per: '6h', classes: ['chat'] },
        ],
      },
      quietHours: { from: '21:00', to: '08:00', timeZone: 'Asia/Shanghai' },
      minors: { from: '00:00', to: '24:00', timeZone: 'UTC', unknown: 'minor', classes: ['payment'] },
    };
    const said = () =>
      engine
        .policy({ from: 'city-hall', profile })
        .statements.map(({ rule, ...rest }) => [rule, ...Object.values(rest)]);
    const caps = [
      ['opt-out', 'Who opted out gets nothing of chat, broadcast.', ''],
      [
        'person-cap',
        'Each person gets 2 messages in a calendar day (Asia/Shanghai) at most, of all senders together; who has had as many is left out. Classes that count: chat, broadcast.',
        '',
      ],
      [
        'person-cap',
        'Each person gets 1 message in any 6h at most, of all senders together; who has had as many is left out. Classes that count: chat.',
        '',
      ],
      [
        'minors-hours',
        'Minors, and those of whom it is not known, are left out of what is sent from 00:00 to 24:00, by the clock where they are, or of UTC. Classes: payment.',
        'In UTC it is so now.',
      ],
    ];
    const quiet =
      'People are left out of what is sent from 21:00 to 08:00, by the clock where they are, or of Asia/Shanghai. Classes: chat, broadcast.';
    // It is 20:00 in Shanghai.
    expect(said()).toEqual([
      ...caps,
      ['quiet-hours', quiet, 'In Asia/Shanghai it is not so now, until 2026-11-25 13:00:00 UTC.'],
    ]);
    clock.advance(3_600_000);
    expect(said()).toEqual([
      ...caps,
      ['quiet-hours', quiet, 'In Asia/Shanghai it is so now, until 2026-11-26 00:00:00 UTC.'],
    ]);
  });

  it.each([
    [{}, ['Who opted out gets nothing of chat, broadcast.']],
    [
      { optOut: { classes: ['chat'], except: ['invoice', 'alarm'] } },
      ['Who opted out gets nothing of chat; an opt-out from everything does not bind invoice, alarm.'],
    ],
    [{ optOut: { classes: [] } }, ['Opt-outs bind nothing.']],
    [
      { consent: { purposes: { service: 'none', old: 'refused' } }, optOut: { classes: [] } },
      [
        'What is sent as broadcast says what it is for.',
        'Of that, only who has agreed to it is written to, but for service.',
        'Opt-outs bind nothing.',
      ],
    ],
    [
      {
        consent: {
          classes: ['chat'],
          purposes: { news: 'required', service: 'none', old: 'refused' },
          otherwise: 'refused',
        },
        optOut: { classes: [] },
      },
      [
        'What is sent as chat says what it is for: news, service.',
        'Only who has agreed to it is written to for news.',
        'Opt-outs bind nothing.',
      ],
    ],
    [
      { consent: { otherwise: 'none' }, optOut: { classes: [] } },
      ['What is sent as broadcast says what it is for.', 'Opt-outs bind nothing.'],
    ],
  ])('says of opt-outs and consent what %j means', async (more, says) => {
    const { engine, end: close } = await place({ threads: 1 });
    end = close;
    const profile = { version: 1, name: 'own', ...more };
    expect(engine.policy({ from: 'city-hall', profile }).statements.map(({ allows }) => allows)).toEqual(says);
  });
});
