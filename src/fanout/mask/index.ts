export { avatarSeed } from './avatar.ts';
export { maskBankCard, maskIdCard, maskIp, maskPassport, maskPlate } from './documents.ts';
export { maskEmail } from './email.ts';
export { maskName } from './name.ts';
export { maskPhone } from './phone.ts';
export { privateEmail, privateName, privatePhone, privateText } from './private-values.ts';
export { maskText, type Span, scanText } from './text.ts';
export type { TextMasker, Texts } from './text-masker.ts';
