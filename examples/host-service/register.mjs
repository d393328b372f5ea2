// Who lives here, and which devices are theirs: the host's own database, the one place with names in it. Here a file.
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const DEVICES = 8;
const KEY = /^[A-Za-z0-9_-]{43}$/;
const ROUTE = /^pull:[A-Za-z0-9_-]{64}$/;

export class Register {
  #file;
  /** By the code of the letter that each resident got. */
  #residents;
  /** By the resident's id. */
  #devices;

  constructor(file, residents) {
    this.#file = file;
    this.#residents = new Map(residents.map((one) => [one.code, one]));
    this.#devices = new Map(existsSync(file) ? Object.entries(JSON.parse(readFileSync(file, 'utf8'))) : []);
  }

  /** Answers false for a code that nobody has, a key or route that is none, or one device too many. */
  add(code, publicKey, route) {
    const resident = typeof code === 'string' ? this.#residents.get(code.trim().toLowerCase()) : undefined;
    if (resident === undefined || !KEY.test(String(publicKey)) || !ROUTE.test(String(route))) return false;
    const own = this.#devices.get(resident.id) ?? [];
    if (own.some((one) => one.publicKey === publicKey)) return true;
    if (own.length >= DEVICES) return false;
    this.#devices.set(resident.id, [...own, { publicKey, route }]);
    writeFileSync(`${this.#file}.new`, JSON.stringify(Object.fromEntries(this.#devices)), { mode: 0o600 });
    chmodSync(`${this.#file}.new`, 0o600);
    renameSync(`${this.#file}.new`, this.#file);
    return true;
  }

  /** The audience: a row for each device. `name` is personal: it is sealed to that one device, and to nobody else. */
  *audience() {
    for (const { id, name, phone } of this.#residents.values())
      for (const { publicKey, route } of this.#devices.get(id) ?? []) yield { id, name, phone, publicKey, route };
  }
}
