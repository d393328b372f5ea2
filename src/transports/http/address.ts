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

// IANA's special-purpose registries (RFC 6890), with multicast, and the two prefixes of IPv6 that embed any IPv4 address.
const PRIVATE: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
  ['::', 127],
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
];
const privateAddresses = new BlockList();
for (const [address, prefix] of PRIVATE)
  privateAddresses.addSubnet(address, prefix, address.includes(':') ? 'ipv6' : 'ipv4');

export function isPrivate(address: string): boolean {
  return privateAddresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
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
