import { normaliseEmail, normaliseId, normalisePhone } from '../../fanout/normalise.ts';
import { limits } from '../../limits.ts';

/** Somebody, by one thing that an audience says of them: brought to one spelling as its rows are. */
export type RecipientAddress =
  | { readonly id: string; readonly phone?: undefined; readonly email?: undefined }
  | { readonly phone: string; readonly id?: undefined; readonly email?: undefined }
  | { readonly email: string; readonly id?: undefined; readonly phone?: undefined };

/** In the order of the prints of a row (batch/layout.ts); what a pseudonym is of is its place here, from 1. */
export const ADDRESS_KINDS = ['id', 'phone', 'email'] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

/** An address in its one spelling. */
export interface Address {
  readonly kind: AddressKind;
  readonly text: string;
}

/** Null: it is none, or more than one. @param defaultCountry for phone numbers without a country code; '' for none */
export function addressOf(given: unknown, defaultCountry: string): Address | null {
  if (typeof given !== 'object' || given === null) return null;
  const named = ADDRESS_KINDS.filter((kind) => (given as Record<string, unknown>)[kind] !== undefined);
  const kind = named[0];
  if (kind === undefined || named.length > 1) return null;
  const value = (given as Record<string, unknown>)[kind];
  const text =
    kind === 'id'
      ? normaliseId(value)
      : typeof value === 'string'
        ? normaliseContact(kind, value, defaultCountry)
        : null;
  return text === null || text === '' || Buffer.byteLength(text) > limits.idBytes ? null : { kind, text };
}

function normaliseContact(kind: 'phone' | 'email', text: string, defaultCountry: string): string | null {
  return kind === 'phone' ? normalisePhone(text, defaultCountry) : normaliseEmail(text);
}
