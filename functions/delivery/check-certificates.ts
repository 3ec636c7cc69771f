import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Credentials } from '../net/outgoing.ts';

/**
 * Certificates and keys that no connection could use are wrong input: found here, they are not taken for a receiver that does not answer.
 *
 * @throws Error which names what cannot be used; never with what it holds
 */
export function checkCertificates({ ca, clientCertificate }: Pick<Credentials, 'ca' | 'clientCertificate'>): void {
  if (ca !== undefined) checkPem(ca, 'the certificates of authorities');
  if (!clientCertificate) return;
  const { certificate, key } = clientCertificate;
  checkPem(certificate, 'the client certificate');
  try {
    createSecureContext({ cert: certificate, key });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new Error(`the client certificate and its key cannot be used together (${words})`, { cause: error });
  }
}

function checkPem(text: string, what: string): void {
  const blocks = text.match(/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----[\s\S]*?-----END [A-Z0-9 ]*CERTIFICATE-----/g);
  if (!blocks) throw new Error(`${what} cannot be read: there is no PEM block «BEGIN CERTIFICATE»`);
  for (const [index, block] of blocks.entries()) {
    try {
      new X509Certificate(block);
    } catch (error) {
      throw new Error(`${what} cannot be read: block ${index + 1} of ${blocks.length} is no certificate`, {
        cause: error,
      });
    }
  }
}
