import { Private } from '../../private.ts';
import { maskEmail } from './email.ts';
import { maskName } from './name.ts';
import { maskPhone } from './phone.ts';
import { maskText } from './text.ts';

/** A person's name that prints as `张*`, `J*** S***`. */
export function privateName(name: string): Private {
  return new Private(name, maskName);
}

/** A phone number that prints as `138****5678`, `+1********71`. */
export function privatePhone(phone: string): Private {
  return new Private(phone, maskPhone);
}

/** An e-mail address that prints as `z***@example.com`. */
export function privateEmail(email: string): Private {
  return new Private(email, maskEmail);
}

/**
 * Free text that prints with the phones, addresses and cards in it masked. What else it says is printed: for a message
 * that must not be seen at all, `new Private(text, '***')`.
 */
export function privateText(text: string): Private {
  return new Private(text, maskText);
}
