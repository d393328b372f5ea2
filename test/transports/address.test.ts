/** Which addresses a URL that came from somebody else may lead to, by IANA's special-purpose registries. */
import { describe, expect, it } from 'vitest';
import { Addresses, isPrivate } from '../../src/transports/http/address.ts';

const REFUSED: readonly (readonly [string, string])[] = [
  ['0.0.0.0', 'this network'],
  ['10.0.0.1', 'private use'],
  ['100.64.0.1', 'shared'],
  ['100.127.255.255', 'shared, its last'],
  ['127.1.2.3', 'loopback'],
  ['169.254.169.254', 'link-local'],
  ['172.31.255.255', 'private use'],
  ['192.0.0.8', 'protocol assignments'],
  ['192.0.2.1', 'documentation'],
  ['192.88.99.1', '6to4 relays'],
  ['192.168.0.1', 'private use'],
  ['198.19.255.255', 'benchmarks'],
  ['198.51.100.1', 'documentation'],
  ['203.0.113.1', 'documentation'],
  ['224.0.0.1', 'multicast'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::127.0.0.1', 'IPv4-compatible'],
  ['::8.8.8.8', 'IPv4-compatible'],
  ['::ffff:10.0.0.1', 'mapped, private within'],
  ['::ffff:7f00:1', 'mapped, loopback within'],
  ['::ffff:0:808:808', 'IPv4-translated (RFC 2765)'],
  ['64:ff9b::a00:1', 'NAT64, private within'],
  ['64:ff9b::169.254.169.254', 'NAT64, link-local within'],
  ['64:ff9b::1:808:808', 'beside NAT64'],
  ['64:ff9b:1::a00:1', 'NAT64 of a network (RFC 8215)'],
  ['64:ff9b:1::808:808', 'NAT64 of a network (RFC 8215)'],
  ['100::1', 'discard'],
  ['100:0:0:1::1', 'dummy'],
  ['1fff:ffff::1', 'before global unicast'],
  ['2001:0:a00:1::', 'Teredo'],
  ['2001:1::1', 'anycast of a protocol'],
  ['2001:2::1', 'benchmarks'],
  ['2001:10::1', 'ORCHID'],
  ['2001:2f:ffff::1', 'ORCHIDv2'],
  ['2001:1ff:ffff::1', 'protocol assignments, their last'],
  ['2001:db8::1', 'documentation'],
  ['2002:a00:1::', '6to4'],
  ['2620:4f:8000::1', 'AS112'],
  ['3fff::1', 'documentation'],
  ['3fff:fff:ffff::1', 'documentation, its last'],
  ['4000::1', 'behind global unicast'],
  ['5f00::1', 'segment routing'],
  ['fc00::1', 'unique local'],
  ['fd00::1', 'unique local'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local, with its zone'],
  ['fec0::1', 'site-local'],
  ['ff02::1', 'multicast'],
];

const PUBLIC: readonly (readonly [string, string])[] = [
  ['1.1.1.1', ''],
  ['9.255.255.255', 'before private use'],
  ['100.128.0.1', 'behind the shared'],
  ['172.32.0.1', 'behind private use'],
  ['192.0.1.1', 'between two'],
  ['198.20.0.1', 'behind benchmarks'],
  ['223.255.255.255', 'before multicast'],
  ['::ffff:8.8.8.8', 'mapped'],
  ['64:ff9b::808:808', 'NAT64'],
  ['2000::1', 'the first of global unicast'],
  ['2001:200::1', 'behind protocol assignments'],
  ['2001:4860:4860::8888', ''],
  ['2003::1', 'behind 6to4'],
  ['2606:4700::1111', ''],
  ['2620:4f:8001::1', 'behind AS112'],
  ['3fff:1000::1', 'behind documentation'],
];

/** As a URL has it, in the form that its parser makes of it. */
const url = (address: string): string => `https://${address.includes(':') ? `[${address}]` : address}/`;

describe('an address that a URL leads to', () => {
  it.each(REFUSED)('%s is not dialled: %s', (address) => {
    expect(isPrivate(address)).toBe(true);
    expect(new Addresses(null).check(url(address))).toBeNull();
  });

  it.each(PUBLIC)('%s is dialled %s', (address) => {
    expect(isPrivate(address)).toBe(false);
    expect(new Addresses(null).check(url(address))?.protocol).toBe('https:');
  });

  it('is dialled whatever it is where the host listed its origin', () => {
    const addresses = new Addresses(['https://push.example:443/', 'http://[fd00::1]:8080']);
    expect(addresses.check('https://push.example/x')?.href).toBe('https://push.example/x');
    expect(addresses.check('http://[fd00::1]:8080/x')?.href).toBe('http://[fd00::1]:8080/x');
    expect(addresses.check('http://[fd00::1]/x')).toBeNull();
  });
});
