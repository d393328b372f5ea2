/** `sealcast`: the sender's door. `sealcast/open` is the receiver's, `sealcast/testing` the tester's. */
export type { AdmissionState } from './broadcast/admit/admission.ts';
export type { Approval } from './broadcast/admit/approvals.ts';
export type { PolicyExplanation, PolicyStatement } from './broadcast/admit/explain.ts';
export type { PolicyQuestion } from './broadcast/admit/gate.ts';
export type { ProfileDocument } from './broadcast/admit/profile.ts';
export { PROFILES, parseProfile } from './broadcast/admit/profiles.ts';
export type { Effect, Violation } from './broadcast/admit/violation.ts';
export type { Broadcast, Progress } from './broadcast/broadcast.ts';
export type { Resumed, Retried } from './broadcast/broadcasts.ts';
export type { Fetched } from './broadcast/envelopes.ts';
export { type PermitBlock, RIGHTS, type Right } from './broadcast/permit/block.ts';
export type { Pass, PermissionOptions, Permits, Presented, Shown } from './broadcast/permit/permissions.ts';
export {
  type DecideAction,
  type PermitAction,
  type PresentOptions,
  presentPermit,
  type SendAction,
  type ShowAction,
} from './broadcast/permit/proof.ts';
export {
  attenuatePermit,
  type Grant,
  generatePermitKey,
  newPermit,
  type Permit,
  type PermitKey,
  type PermitTerms,
  readPermit,
  verifyPermit,
} from './broadcast/permit/token.ts';
export type { Recall, RecallReport } from './broadcast/recall.ts';
export type { RecipientAddress } from './broadcast/recipients/address.ts';
export { type AddressColumnOptions, addressesFromCsv } from './broadcast/recipients/address-file.ts';
export {
  type ConsentTerms,
  newConsent,
  newRevocation,
  type RevocationTerms,
} from './broadcast/recipients/consent-record.ts';
export type {
  AddressesTaken,
  ConsentRefusal,
  ConsentsTaken,
  OptOutOptions,
  RecipientAddresses,
  RecipientCounts,
  Recipients,
} from './broadcast/recipients/recipients.ts';
export type { Report } from './broadcast/report.ts';
export type { Message, MessageClass, SendRequest } from './broadcast/request.ts';
export type { Explanation } from './broadcast/trust/explain.ts';
export {
  PENALTIES,
  type PenaltyName,
  type PenaltyStep,
  type ReasonWeight,
  TRUST_MODELS,
  type TrustModel,
} from './broadcast/trust/model.ts';
export type { Appeal, Penalty, ReasonKind, TrustReason } from './broadcast/trust/standing.ts';
export type {
  AccountSignal,
  LoginSignal,
  SenderTrust,
  TrustSignal,
  ViolationSignal,
} from './broadcast/trust/trust.ts';
export type { DeliveryOptions } from './delivery/delivery-options.ts';
export type { Ladder, Rung } from './delivery/ladder.ts';
export type { ClassLatency, LatencyReport, LatencySummary } from './delivery/latency.ts';
export type { Pace } from './delivery/pace.ts';
export type { EnginePace } from './delivery/pacer.ts';
export type { Confirmed } from './delivery/receipts.ts';
export type { Failure, RetryFilter, RetryOptions, RetryRule } from './delivery/retry.ts';
export type { ClassStatus, DeliveryStatus, TransportStatus } from './delivery/status.ts';
export { type BroadcastRef, type Engine, type EngineOptions, openEngine, type Pausable } from './engine.ts';
export { SealcastError, type SealcastErrorCode, type SealcastErrorKind } from './errors.ts';
export {
  avatarSeed,
  maskEmail,
  maskName,
  maskPhone,
  maskText,
  privateEmail,
  privateName,
  privatePhone,
  privateText,
  type Span,
  scanText,
  type TextMasker,
  type Texts,
} from './fanout/mask/index.ts';
export { type Audience, type AudienceInput, fromCsv, fromNdjson, type Recipient } from './fanout/read/audience.ts';
export type { Refusal, RefusalReason } from './fanout/read/refusal.ts';
export type { KernelBuild, KernelChoice, KernelOptions } from './kernels/load.ts';
export { newTextMasker } from './kernels/text-masker.ts';
export type { SenderPublic } from './keyring/keyring.ts';
export type { MailboxMetrics, RefusalWord } from './mailbox/counters.ts';
export { type Mailbox, type MailboxOptions, openMailbox } from './mailbox/mailbox.ts';
export type { MailboxLimits } from './mailbox/mailbox-limits.ts';
export type { MailboxPlugin } from './mailbox/plugin.ts';
export type { OnReceipts } from './mailbox/receipts.ts';
export type { ListenOptions, MailboxServer } from './mailbox/server.ts';
export type { ApprovalRequest, Approver } from './ports/approver.ts';
export type { Clock } from './ports/clock.ts';
export type { KeyStore } from './ports/key-store.ts';
export type { Logger } from './ports/logger.ts';
export type { Random } from './ports/random.ts';
export type { Timer, TimerOptions } from './ports/timer.ts';
export type { Outcome, Parcel, Transport } from './ports/transport.ts';
export { Private } from './private.ts';
export { fileTransport, readEnvelopeFile } from './transports/file.ts';
export { type GatewayContent, readGatewayContent } from './transports/http/content.ts';
export { type HttpTransportOptions, httpTransport } from './transports/http.ts';
export { type MemoryTransport, memoryTransport } from './transports/memory.ts';
export type { VapidOptions } from './transports/webpush/vapid.ts';
export { type WebPushTransport, type WebPushTransportOptions, webPushTransport } from './transports/webpush.ts';
