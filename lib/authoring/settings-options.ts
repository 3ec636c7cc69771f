import type { AddressFamily, Json, TlsVersion } from '../model/settings.ts';
import type { WrittenPattern } from './expectation-types.ts';

/** A number and a unit (`ms`, `s`, `m`, `h`, `d`, `w`): `800ms`, `30s`, `1m`, `14d`. */
export type Duration = string;
/** A number and a unit (`B`, `kB`, `MB`, `KiB`, `MiB`): `64KiB`. */
export type Size = string;
/** The text itself, or a file that holds it; the path is relative to the definition file. */
export type TextOrFile = string | { readonly file: string };

/** TLS, as a client. */
export interface TlsOptions {
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: TextOrFile;
  /** The name that is sent (SNI) and checked. Default: the target's host. */
  readonly serverName?: string;
  /** PEM of a client certificate and its chain; comes with `key`. */
  readonly certificate?: TextOrFile;
  /** PEM of the client certificate's key; a secret: `${secret:shop/key}`. */
  readonly key?: TextOrFile;
  /** Whether chain and name are verified. @default true */
  readonly verify?: boolean;
  /** @default 'TLSv1.2' */
  readonly minVersion?: TlsVersion;
  /** @default 'TLSv1.3' */
  readonly maxVersion?: TlsVersion;
}

/** How an http request is made. Only one of `body`, `json` and `form`. */
export interface HttpOptions {
  /** Joined to the target by the URL rules. Default: the target itself. */
  readonly path?: string;
  /** @default 'GET', or 'POST' where there is a body */
  readonly method?: string;
  /** A list where a header stands several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: TextOrFile;
  /** Sent as JSON, with `Content-Type: application/json` unless another one is given. */
  readonly json?: Json;
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string | readonly string[]>>;
  /** How many redirects are followed; false or 0: the first response is judged. @default 10 */
  readonly redirects?: number | boolean;
  readonly auth?:
    | { readonly basic: { readonly username: string; readonly password: string } }
    | { readonly bearer: string };
  /** The content encoding to ask for and to undo. Default: none is asked for. */
  readonly compression?: 'gzip' | 'br' | 'deflate' | 'identity';
  /**
   * Which hosts are told of the run's trace (`traceparent`, W3C Trace Context), so that their spans join ours: `true` for the target's own,
   * or a list such as `['shop.example', '*.shop.example']`. Every run of such a probe becomes a trace. Default: none.
   */
  readonly trace?: boolean | readonly string[];
  /** Most bytes of a body, after decompression. @default '10MiB' */
  readonly maxBody?: Size;
  /** @default 'prefer-ip4' */
  readonly addressFamily?: AddressFamily;
  readonly tls?: TlsOptions;
}

/** One move of a dialogue. `${1}` stands for a group of the last match. */
export type Move =
  | { readonly send: string }
  | { readonly expect: WrittenPattern; readonly labels?: Readonly<Record<string, string>> }
  | { readonly expectBytes: string }
  | { readonly startTls: true };

/** How a tcp connection is used. */
export interface TcpOptions {
  /** TLS from the first byte; with a `startTls` move in the dialogue, from there. @default false */
  readonly tls?: boolean | TlsOptions;
  /** What is said and expected, in order. @default [] */
  readonly dialogue?: readonly Move[];
  /** What follows each `send`. @default 'lf' */
  readonly newline?: 'lf' | 'crlf' | 'none';
  /** Most bytes that are read. @default '64KiB' */
  readonly maxRead?: Size;
  /** @default 'prefer-ip4' */
  readonly addressFamily?: AddressFamily;
}

/** How a TLS handshake is made. */
export interface TlsKindOptions extends TlsOptions {
  /** The protocol's own words before the handshake. */
  readonly startTls?: 'smtp' | 'imap' | 'pop3';
  /** @default 'prefer-ip4' */
  readonly addressFamily?: AddressFamily;
}

/** What a DNS server is asked. */
export interface DnsOptions {
  /** The name that is asked for. */
  readonly query: string;
  /** A record type: `A`, `AAAA`, `MX`, `TXT`, `HTTPS`, `TYPE65` … @default 'A' */
  readonly type?: string;
  /** @default 'IN' */
  readonly class?: 'IN' | 'CH' | 'HS' | 'ANY';
  /** @default 'udp' */
  readonly transport?: 'udp' | 'tcp' | 'tls';
  /** Whether recursion is desired. @default true */
  readonly recursion?: boolean;
  /** Over UDP: ask again over TCP when the answer is truncated. @default true */
  readonly retryOverTcp?: boolean;
  readonly tls?: TlsOptions;
  /** @default 'prefer-ip4' */
  readonly addressFamily?: AddressFamily;
}

/** The settings of each kind, under the kind's name. */
export interface OptionsByKind {
  readonly http: HttpOptions;
  readonly tcp: TcpOptions;
  readonly tls: TlsKindOptions;
  readonly dns: DnsOptions;
}
