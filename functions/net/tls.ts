import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import type { TlsFacts } from '../../lib/model/observation.ts';
import { type Certificate, readCertificate } from './certificates.ts';
import { lastChainExpiry } from './chain.ts';
import { alertOf, codeOf, isClientCertificateAlert, targetFailure, wireError } from './failures.ts';
import { secureContextFor } from './secure-contexts.ts';
import { type Distrust, distrustOf, wrongName } from './verification.ts';
import type { TlsRequest } from './wire.ts';

/** Node would build it in full at every handshake to ask `checkServerIdentity`, which costs a fifth of the handshake. */
const NO_CERTIFICATE = Object.freeze({}) as unknown as DetailedPeerCertificate;

/** The TLS client on a connected socket; the handshake begins in this turn of the loop. */
export function beginTls(socket: Socket, { settings, host, alpn }: TlsRequest): TLSSocket {
  const name = nameOf({ settings, host });
  const options: ConnectionOptions = {
    socket,
    secureContext: secureContextFor(settings),
    // A certificate that fails verification is looked at all the same; `inspect` refuses it before anything is written.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  };
  if (isIP(name) === 0) options.servername = name.replace(/\.$/, '');
  if (alpn) options.ALPNProtocols = [...alpn];
  const secured = connect(options);
  secured.getPeerCertificate = () => NO_CERTIFICATE;
  return secured;
}

/** What a handshake showed, and why it is not to be trusted, if so. */
export interface Inspection {
  readonly facts: TlsFacts;
  readonly distrust?: Distrust;
}

/** Reads the facts of a finished handshake and judges the certificate. Once only: reading the chain takes it from the socket. */
export function inspectTls(secured: TLSSocket, request: TlsRequest, nowMs: number): Inspection {
  const { settings } = request;
  const sent = sentChain(secured);
  const chain = sent.map(({ facts }) => facts);
  const distrust = distrustIn(secured, sent, request, nowMs);
  const verified = settings.verify && distrust === undefined;
  const lastChainExpiryMs = verified ? lastChainExpiry(sent, settings.ca, nowMs) : undefined;
  const facts: TlsFacts = {
    version: (secured.getProtocol() ?? 'unknown').replace(/^TLSv1$/, 'TLSv1.0').replace('TLSv', 'TLS '),
    cipher: secured.getCipher()?.standardName ?? 'unknown',
    ...(typeof secured.alpnProtocol === 'string' && { alpn: secured.alpnProtocol }),
    verified,
    chain,
    earliestExpiryMs: chain.length === 0 ? 0 : Math.min(...chain.map(({ notAfterMs }) => notAfterMs)),
    ...(lastChainExpiryMs !== undefined && { lastChainExpiryMs }),
  };
  return settings.verify && distrust ? { facts, distrust } : { facts };
}

/** In the order in which the peer sent them, with nothing added from the trusted. */
function sentChain(secured: TLSSocket): Certificate[] {
  const chain: Certificate[] = [];
  let x509 = secured.getPeerX509Certificate();
  while (x509) {
    chain.push(readCertificate(x509));
    x509 = x509.issuerCertificate;
  }
  return chain;
}

function distrustIn(
  secured: TLSSocket,
  sent: readonly Certificate[],
  request: TlsRequest,
  nowMs: number,
): Distrust | undefined {
  const [leaf] = sent;
  if (!leaf) return { reason: 'tls_untrusted', message: 'the target showed no certificate' };
  const error: unknown = secured.authorizationError;
  if (error) {
    const code = error instanceof Error ? codeOf(error) || error.message : String(error);
    return distrustOf(
      code,
      sent.map(({ facts }) => facts),
      nowMs,
    );
  }
  return wrongName(leaf.x509, leaf.facts, nameOf(request));
}

function nameOf({ settings, host }: TlsRequest): string {
  return settings.serverName ?? host;
}

/** What an error before the end of the handshake means. */
export function handshakeError(error: unknown, secured: TLSSocket, where: string): unknown {
  const code = codeOf(error);
  if (isClientCertificateAlert(error) || (/HANDSHAKE_FAILURE/.test(code) && secured.getPeerX509Certificate())) {
    const message = `${where} refused the client certificate, or demands one (${alertOf(code)})`;
    return targetFailure('tls_client_certificate', 'tls', message, error);
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED') {
    return targetFailure('tls_closed', 'tls', `${where} closed the connection during the TLS handshake`, error);
  }
  if (/^ERR_(?:SSL|TLS|OSSL)_|^EPROTO$/.test(code)) {
    return targetFailure('tls_handshake', 'tls', `the TLS handshake with ${where} failed: ${explain(code)}`, error);
  }
  return wireError(error, 'tls', where);
}

const EXPLAINED: Readonly<Record<string, string>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: 'what came back is not TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'what came back is not TLS',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'the target offers no TLS version that the probe allows',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the target supports no TLS version that the probe allows',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'the target found no common version, cipher or signature',
};

function explain(code: string): string {
  const words = EXPLAINED[code];
  return words === undefined ? alertOf(code) : `${words} (${alertOf(code)})`;
}
