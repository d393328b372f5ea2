import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { limits } from '../../limits.ts';

/**
 * Which URLs may be fetched. Routes come from people: one that names a machine inside the host's network would make the
 * transport their arm in there. So what a function answers is https, without credentials, and not at a private address, unless
 * the host listed its origin.
 */
export class Addresses {
  readonly #origins: ReadonlySet<string> | null;

  /** @param origins the only ones allowed, or null: any, at public addresses */
  constructor(origins: readonly string[] | null) {
    this.#origins = origins === null ? null : new Set(origins.map((origin) => new URL(origin).origin));
  }

  /** Null where it must not be fetched. */
  check(url: string | URL): URL | null {
    let parsed: URL;
    try {
      if (String(url).length > limits.routeBytes) return null;
      parsed = new URL(url);
    } catch {
      return null;
    }
    if (parsed.username !== '' || parsed.password !== '') return null;
    if (this.#origins !== null) return this.#origins.has(parsed.origin) ? parsed : null;
    if (parsed.protocol !== 'https:') return null;
    const host = parsed.hostname.replace(/^\[|\]$/g, '');
    return isIP(host) !== 0 && isPrivate(host) ? null : parsed;
  }

  /** How names become addresses: asked where the connection is made, so that no second answer can slip in between. */
  get lookup(): LookupFunction | undefined {
    return this.#origins === null ? publicOnly : undefined;
  }
}

/** The code of an error that says: this name leads to a private address. */
export const PRIVATE_ADDRESS = 'SEALCAST_PRIVATE_ADDRESS';

/** Subnets: an address and the bits of its prefix. */
type Subnets = readonly (readonly [string, number])[];

// IANA's special-purpose registry of IPv4 (RFC 6890) but for what is globally reachable, 6to4 relays (RFC 7526), and from 224.0.0.0 on.
const SPECIAL4: Subnets = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

// Of IPv6 all that IANA's registry has within global unicast, reachable or not: protocols (Teredo, ORCHID and more), documentation, 6to4, AS112.
const SPECIAL6: Subnets = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

// Mapped (RFC 4291, section 2.5.5.2) and NAT64 (RFC 6052): the last 32 bits are an address of IPv4, and are judged as one.
const EMBEDDING: readonly string[] = ['::ffff:', '64:ff9b::'];

// Global unicast (RFC 4291, section 2.4), and these. What is registered elsewhere some day is refused until somebody has looked at it.
const GLOBAL6: Subnets = [['2000::', 3], ...EMBEDDING.map((prefix) => [`${prefix}0.0.0.0`, 96] as const)];

const special4 = listOf(SPECIAL4, 'ipv4');
const special6 = listOf(
  [...SPECIAL6, ...EMBEDDING.flatMap((at) => SPECIAL4.map(([ip, bits]) => [at + ip, 96 + bits] as const))],
  'ipv6',
);
const global6 = listOf(GLOBAL6, 'ipv6');

function listOf(subnets: Subnets, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [address, bits] of subnets) list.addSubnet(address, bits, family);
  return list;
}

/** Whether an IP address is of a host's own network, or of none: anything but one that all the Internet can reach. */
export function isPrivate(address: string): boolean {
  if (isIP(address) !== 6) return special4.check(address, 'ipv4');
  return !global6.check(address, 'ipv6') || special6.check(address, 'ipv6');
}

const publicOnly: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error !== null) callback(error, '', 0);
    else if (found.length === 0 || found.some(({ address }) => isPrivate(address)))
      callback(Object.assign(new Error('a private address'), { code: PRIVATE_ADDRESS }), '', 0);
    else if (options.all === true) callback(null, found);
    else callback(null, found[0]!.address, found[0]!.family);
  });
};
