import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Pace } from '../delivery/pace.ts';
import type { EngineOptions } from '../engine.ts';
import type { Transport } from '../ports/transport.ts';
import { fileTransport } from '../transports/file.ts';
import { httpTransport } from '../transports/http.ts';
import { usage } from './exit.ts';

/** Where the command hands envelopes over; without either they stay in the spool. */
export interface TransportFlags {
  readonly toGateway?: string;
  readonly gatewayTokenEnv?: string;
  readonly gatewayDropsRepeats?: boolean;
  readonly outDir?: string;
  readonly pace?: Pace;
}

export function transportOptions(command: Command): Command {
  return command
    .addOption(new Option('--to-gateway <url>', 'deliver: post envelopes to this HTTP gateway').conflicts('outDir'))
    .addOption(new Option('--gateway-token-env <name>', 'bearer token of the gateway, from an environment variable'))
    .option('--gateway-drops-repeats', 'the gateway drops repeated ids: ask again where an answer was lost')
    .addOption(new Option('--out-dir <directory>', 'deliver: write envelopes to files in this directory'))
    .addOption(
      new Option('--pace <n/period,...>', 'how fast, exactly: 100/s,50000/d; periods are s, m, h, d').argParser(paceOf),
    );
}

const PERIODS: Readonly<Record<string, keyof Pace>> = { s: 'perSecond', m: 'perMinute', h: 'perHour', d: 'perDay' };

/** `100/s,50000/d` */
export function paceOf(text: string): Pace {
  const pace: Partial<Record<keyof Pace, number>> = {};
  for (const part of text.split(',')) {
    const found = /^\s*([0-9]{1,9})\/([smhd])\s*$/.exec(part);
    if (found === null) throw new InvalidArgumentError('Write a pace as N/s, N/m, N/h or N/d, such as 100/s.');
    const period = PERIODS[found[2]!]!;
    if (Number(found[1]) === 0) throw new InvalidArgumentError('A pace of nothing delivers nothing.');
    if (pace[period] !== undefined) throw new InvalidArgumentError('A period is given twice.');
    pace[period] = Number(found[1]);
  }
  return pace;
}

/** What the engine is to be opened with. @throws SealcastError USAGE */
export function deliveringWith(flags: TransportFlags): Pick<EngineOptions, 'transport' | 'pace'> {
  const transport = transportOf(flags);
  if (transport === undefined) {
    const without = { '--pace': flags.pace, '--gateway-token-env': flags.gatewayTokenEnv };
    for (const [name, value] of Object.entries(without))
      if (value !== undefined) throw usage(`${name} needs a transport`, 'give --to-gateway or --out-dir, too');
    return {};
  }
  return { transport, ...(flags.pace === undefined ? {} : { pace: flags.pace }) };
}

function transportOf({ toGateway, gatewayTokenEnv, gatewayDropsRepeats, outDir }: TransportFlags) {
  if (outDir !== undefined) return fileTransport(outDir);
  if (toGateway === undefined) return undefined;
  const token = gatewayTokenEnv === undefined ? undefined : process.env[gatewayTokenEnv];
  if (gatewayTokenEnv !== undefined && (token ?? '') === '')
    throw usage(`the environment has no ${gatewayTokenEnv}`, 'set it to the token of the gateway');
  const headers = token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } };
  const repeats = gatewayDropsRepeats === true ? { repeatLost: true } : {};
  return httpTransport({ url: toGateway, ...headers, ...repeats }) as Transport;
}

/** The same options again, for the hint how to go on; a token is named by its variable only. */
export function sayTransport({ toGateway, gatewayTokenEnv, gatewayDropsRepeats, outDir }: TransportFlags): string {
  const said: string[] = [];
  if (toGateway !== undefined) said.push(` --to-gateway ${toGateway}`);
  if (gatewayTokenEnv !== undefined) said.push(` --gateway-token-env ${gatewayTokenEnv}`);
  if (gatewayDropsRepeats === true) said.push(' --gateway-drops-repeats');
  if (outDir !== undefined) said.push(` --out-dir ${outDir}`);
  return said.join('');
}
