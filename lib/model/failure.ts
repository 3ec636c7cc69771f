/** The parts of an attempt, in the order in which they happen. `expect` is judgement, `capture` the taking of a value for a later step. */
export const PHASES = [
  'resolve',
  'connect',
  'tls',
  'dialogue',
  'request',
  'processing',
  'transfer',
  'expect',
  'capture',
] as const;
export type PhaseName = (typeof PHASES)[number];

interface ReasonEntry {
  /** The phases in which it can happen. */
  readonly phases: readonly PhaseName[];
  /** One sentence for people. */
  readonly meaning: string;
}

/** Why a target is down: the closed list. A reason is a label value of `probe_failure_info`, so it never changes its meaning. */
export const REASONS = {
  resolve_not_found: { phases: ['resolve'], meaning: 'The name does not exist, or has no address.' },
  resolve_failed: {
    phases: ['resolve'],
    meaning: 'The resolver answered with an error (such as SERVFAIL or REFUSED).',
  },
  resolve_timeout: { phases: ['resolve'], meaning: 'No answer from the resolver in time.' },
  resolve_no_family: {
    phases: ['resolve'],
    meaning: 'The name has addresses, but none of the family that the probe demands.',
  },
  connect_refused: { phases: ['connect'], meaning: 'The target refused the connection.' },
  connect_timeout: { phases: ['connect'], meaning: 'The connection was not established in time.' },
  connect_reset: { phases: ['connect'], meaning: 'The connection was reset while it was being established.' },
  connect_unreachable: { phases: ['connect'], meaning: 'There is no route to the address.' },
  tls_timeout: { phases: ['tls'], meaning: 'The TLS handshake did not finish in time.' },
  tls_closed: { phases: ['tls'], meaning: 'The target closed or reset the connection during the TLS handshake.' },
  tls_handshake: {
    phases: ['tls'],
    meaning: 'The TLS handshake failed: no common version or cipher, an alert, or no TLS at all.',
  },
  tls_client_certificate: {
    phases: ['tls', 'processing', 'dialogue'],
    meaning: 'The target demanded a client certificate, or refused the one given.',
  },
  tls_untrusted: { phases: ['tls'], meaning: 'The certificate does not lead to a trusted authority.' },
  tls_self_signed: {
    phases: ['tls'],
    meaning: 'The certificate is self-signed, or its chain ends in a self-signed one that is not trusted.',
  },
  tls_expired: { phases: ['tls'], meaning: 'A certificate in the chain has expired.' },
  tls_not_yet_valid: { phases: ['tls'], meaning: 'A certificate in the chain is not valid yet.' },
  tls_wrong_name: { phases: ['tls'], meaning: 'The certificate is not for the name that was asked for.' },
  dialogue_timeout: { phases: ['dialogue'], meaning: 'What the dialogue waits for did not come in time.' },
  dialogue_closed: { phases: ['dialogue'], meaning: 'The target closed the connection before the dialogue was over.' },
  dialogue_reset: { phases: ['dialogue'], meaning: 'The target reset the connection during the dialogue.' },
  dialogue_mismatch: { phases: ['dialogue'], meaning: 'The target said something other than the dialogue expects.' },
  dialogue_too_long: { phases: ['dialogue'], meaning: 'The target sent more than the dialogue may read.' },
  request_timeout: { phases: ['request'], meaning: 'No answer to the query in time.' },
  request_refused: { phases: ['request'], meaning: 'The port is closed: the query was refused by the host.' },
  request_closed: { phases: ['request'], meaning: 'The connection was closed or reset before the answer.' },
  answer_invalid: { phases: ['request'], meaning: 'The answer is not a well-formed message.' },
  answer_truncated: {
    phases: ['request'],
    meaning: 'The answer was truncated, and asking again over TCP is switched off or failed.',
  },
  response_timeout: { phases: ['processing'], meaning: 'No response head in time.' },
  response_closed: { phases: ['processing'], meaning: 'The connection was closed before a response head.' },
  response_reset: { phases: ['processing'], meaning: 'The connection was reset before a response head.' },
  response_invalid: { phases: ['processing'], meaning: 'What came back is not a well-formed HTTP response head.' },
  response_too_large: { phases: ['processing'], meaning: 'The response head is larger than may be read.' },
  redirect_limit: { phases: ['processing'], meaning: 'More redirects than allowed.' },
  redirect_invalid: { phases: ['processing'], meaning: 'A redirect without a usable Location.' },
  transfer_timeout: { phases: ['transfer'], meaning: 'The body did not arrive in time.' },
  transfer_reset: { phases: ['transfer'], meaning: 'The connection was reset while the body arrived.' },
  body_truncated: { phases: ['transfer'], meaning: 'The connection ended before the announced end of the body.' },
  body_invalid: { phases: ['transfer'], meaning: 'The chunked or compressed body is malformed.' },
  body_too_large: { phases: ['transfer'], meaning: 'The body is larger than the limit.' },
  status_unexpected: { phases: ['expect'], meaning: 'The status code is not one of the expected.' },
  header_unexpected: { phases: ['expect'], meaning: 'A header is missing or not as expected.' },
  body_unexpected: { phases: ['expect'], meaning: 'The body is not as expected.' },
  json_unexpected: { phases: ['expect'], meaning: 'The body is not JSON, or a value in it is not as expected.' },
  redirects_unexpected: {
    phases: ['expect'],
    meaning: 'The number of redirects or the final address is not as expected.',
  },
  version_unexpected: { phases: ['expect'], meaning: 'The HTTP version is not as expected.' },
  size_unexpected: { phases: ['expect'], meaning: 'The size of the body is not as expected.' },
  certificate_unexpected: { phases: ['expect'], meaning: 'The certificate is not as expected, or expires too soon.' },
  tls_unexpected: { phases: ['expect'], meaning: 'The TLS version, cipher or protocol is not as expected.' },
  address_unexpected: { phases: ['expect'], meaning: 'The address is not as expected.' },
  text_unexpected: { phases: ['expect'], meaning: 'The text of the dialogue is not as expected.' },
  rcode_unexpected: { phases: ['expect'], meaning: 'The DNS response code is not one of the expected.' },
  answer_unexpected: {
    phases: ['expect'],
    meaning: 'A record, section, serial or flag of the DNS answer is not as expected.',
  },
  too_slow: { phases: ['expect'], meaning: 'It took longer than expected.' },
  unexpected_success: { phases: ['expect'], meaning: 'The probe had to fail, and did not.' },
  reason_unexpected: { phases: ['expect'], meaning: 'The probe had to fail, and failed for another reason.' },
  capture_failed: { phases: ['capture'], meaning: 'A value that a later step needs was not in the response.' },
} as const satisfies Record<string, ReasonEntry>;

export type FailureReason = keyof typeof REASONS;

/** The target's fault. */
export interface Failure {
  readonly reason: FailureReason;
  readonly phase: PhaseName;
  /** One sentence with the particulars: what was expected, what came. Redacted. */
  readonly message: string;
  /** The step in which it happened, where the probe has steps. */
  readonly step?: string;
}

/** Why a run is `error`: our own faults, the closed list. */
export const FAULTS = {
  PW5001: { name: 'prober_threw', meaning: 'The prober threw: a bug of ours.' },
  PW5002: { name: 'prober_hung', meaning: 'The prober did not stop when it was told to: a bug of ours.' },
  PW5003: {
    name: 'shard_deadline',
    meaning: 'The time of the whole shard was over before this run could start or finish.',
  },
  PW5004: {
    name: 'control_down',
    meaning: 'The control probe of the location failed: the network here is down, not the target.',
  },
  PW5005: { name: 'secret_missing', meaning: 'A secret that the probe names could not be read.' },
  PW5006: { name: 'address_forbidden', meaning: 'The name leads to an address that must not be probed from here.' },
  PW5007: { name: 'local_resources', meaning: 'This machine ran out of sockets, ports or memory.' },
  PW5008: {
    name: 'settings_invalid',
    meaning: 'A value known only at run time (a secret, a capture) makes the settings unusable.',
  },
} as const;
export type FaultCode = keyof typeof FAULTS;

/** Our own fault; never reported as the target being down. */
export interface Fault {
  readonly code: FaultCode;
  readonly message: string;
}

/** Thrown by probers and what they call when the fault is ours; the engine makes it the run's `error`. */
export class FaultError extends Error {
  override readonly name = 'FaultError' as const;
  readonly code: FaultCode;
  constructor(code: FaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
