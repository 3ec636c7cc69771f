import type { Failure, PhaseName } from './failure.ts';
import type { ProbeKind } from './settings.ts';

/** A stretch of an attempt. */
export interface Phase {
  readonly name: PhaseName;
  /** From the start of the step. */
  readonly startMs: number;
  readonly durationMs: number;
}

/** One certificate that the peer sent. */
export interface CertificateFacts {
  /** In the form of Go's `pkix.Name.String()`, as blackbox_exporter prints it. */
  readonly subject: string;
  readonly issuer: string;
  /** DNS names of the subject alternative name extension. */
  readonly names: readonly string[];
  /** IP addresses of the same extension. */
  readonly addresses: readonly string[];
  /** Lower-case hex. */
  readonly serial: string;
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string;
  /** Unix milliseconds. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly keyType: string;
  readonly keyBits?: number;
  readonly signature?: string;
  readonly selfSigned: boolean;
}

export interface TlsFacts {
  /** `TLS 1.2`, `TLS 1.3` …, as blackbox_exporter prints it. */
  readonly version: string;
  /** The IANA name of the cipher suite. */
  readonly cipher: string;
  readonly alpn?: string;
  /** Whether chain and name verified; false also where verification was switched off and fails. */
  readonly verified: boolean;
  /** As the peer sent them, leaf first; present even when verification failed. */
  readonly chain: readonly CertificateFacts[];
  /** Earliest expiry among the certificates sent; unix milliseconds. */
  readonly earliestExpiryMs: number;
  /** Over the verified chains: the latest of each chain's earliest expiry; absent when there is no verified chain. */
  readonly lastChainExpiryMs?: number;
}

/** Each kind's own facts: small, and kept in the journal. What was not seen is absent. */
export interface FactsByKind {
  readonly http: {
    readonly status?: number;
    /** 1, 1.1, 2 or 3. */
    readonly version?: number;
    /** As announced by the final response; absent when not announced. */
    readonly contentLength?: number;
    /** Bytes read after decompression. */
    readonly bodyBytes?: number;
    /** Redirects seen, a refused one included. */
    readonly redirects: number;
    /** The final address, without userinfo; query values redacted. */
    readonly url?: string;
    /** True when the final response came over TLS. */
    readonly secure: boolean;
    /** Unix milliseconds. */
    readonly lastModifiedMs?: number;
  };
  readonly tcp: {
    /** One entry a move with labels. */
    readonly expectInfo: readonly Readonly<Record<string, string>>[];
    readonly failedDueToPattern: boolean;
    readonly failedDueToBytes: boolean;
  };
  readonly tls: Readonly<Record<string, never>>;
  readonly dns: {
    readonly rcode?: string;
    readonly answers: number;
    readonly authorities: number;
    readonly additionals: number;
    /** True once any reply parsed. */
    readonly succeeded: boolean;
    readonly serial?: number;
    readonly flags?: readonly string[];
    readonly overTcp?: boolean;
  };
}

/** The facts that a prober saw in one step, without an opinion about them. Survives JSON. */
export interface Observation<K extends ProbeKind = ProbeKind> {
  /**
   * In order. A phase that was begun is present, even when it failed. For http the durations of all redirect hops are summed as blackbox_exporter does
   * (one entry a name, `startMs` of the first hop's).
   */
  readonly phases: readonly Phase[];
  /** Wall time of the step. */
  readonly durationMs: number;
  /** Our own queueing: wall time that passed between an event's readiness and our noticing it, at most `boundMs` for each phase. */
  readonly lagMs: number;
  /** How far a phase may be off, at most. */
  readonly boundMs: number;
  /** Present once the name was resolved. */
  readonly address?: { readonly ip: string; readonly family: 4 | 6; readonly port: number };
  /** Time to resolve the target's own name; present once tried. */
  readonly lookupMs?: number;
  readonly tls?: TlsFacts;
  readonly facts: FactsByKind[K];
  /** Why it could not be completed; judgement comes on top of it. */
  readonly failure?: Failure;
}

/** The bulky part that assertions read and that never leaves the engine. */
interface EvidenceByKind {
  readonly http: {
    /** Of the final response, in the order and case received. */
    readonly headers: readonly (readonly [name: string, value: string])[];
    /** After decompression. */
    readonly body: Uint8Array;
  };
  readonly tcp: { readonly text: string };
  readonly tls: Readonly<Record<string, never>>;
  readonly dns: {
    /** In presentation form (as miekg/dns prints them): `example.com.\t3600\tIN\tA\t127.0.0.1`. */
    readonly answer: readonly string[];
    readonly authority: readonly string[];
    readonly additional: readonly string[];
  };
}

export interface Seen<K extends ProbeKind = ProbeKind> {
  readonly observation: Observation<K>;
  readonly evidence: EvidenceByKind[K];
}
