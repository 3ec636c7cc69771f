/** What a sink sends. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: 'POST' | 'PUT' | 'GET' | 'HEAD' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Of the answer's body, so many bytes are kept; default 64 KiB. What else comes is not waited for. */
  readonly keepBytes?: number;
  /** Not sent again when its kept connection was gone: for whoever must know whether the far side may have had it before. */
  readonly once?: boolean;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** As UTF-8. */
  readonly body: string;
  /** The same, as it came. */
  readonly bytes: Buffer;
}

/** Thrown when no whole answer came: refused, reset, timed out, not to be resolved. Always worth another try. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer' as const;
}

/** Sends one request over a kept connection; follows no redirects. Throws NoAnswer. */
export type Outgoing = (request: OutgoingRequest, signal: AbortSignal) => Promise<Answer>;

/** How a sink proves who it is. Values are final: secrets are already read. */
export interface Credentials {
  readonly basic?: { readonly username: string; readonly password: string };
  readonly bearer?: string;
  readonly sigv4?: {
    readonly region: string;
    readonly service: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Further headers, such as a tenant's `X-Scope-OrgID`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** PEM texts. */
  readonly clientCertificate?: { readonly certificate: string; readonly key: string };
  readonly ca?: string;
}
