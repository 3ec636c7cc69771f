import type { Receiver, ReceiverAuth } from '../../lib/model/installation.ts';
import type { Credentials } from '../net/outgoing.ts';
import { createOutgoing } from '../net/send.ts';
import type { SigningKey } from '../net/sigv4.ts';
import { checkCertificates } from './check-certificates.ts';
import type { Destination } from './destination.ts';
import { SINK_KINDS, type SinkName } from './sink-kinds.ts';

export interface DestinationParts {
  /** Throws FaultError PW5005 when there is no such secret. */
  readonly secrets: (name: string) => Promise<string>;
  /** The process's own; asked at each request, since temporary ones are replaced. */
  readonly aws: () => Pick<SigningKey, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;
}

/**
 * The destination that a receiver of the configuration is, with its secrets read.
 *
 * @throws FaultError PW5005 for a secret that is not there; Error for certificates and headers that can never be sent
 */
export async function destinationOf(name: SinkName, receiver: Receiver, parts: DestinationParts): Promise<Destination> {
  const { url, auth, headers, windowMs, ca, clientCertificate: client } = receiver;
  const { takes, create } = SINK_KINDS[name];
  const tls = {
    ...(ca !== undefined && { ca }),
    ...(client && {
      clientCertificate: { certificate: client.certificate, key: await parts.secrets(client.keySecret) },
    }),
  };
  checkCertificates(tls);
  const credentials: Credentials = { ...(await credentialsOf(auth, parts)), ...tls, headers };
  return { sink: create({ url, credentials, windowMs }, createOutgoing(tls)), url, takes, windowMs };
}

async function credentialsOf(auth: ReceiverAuth, { secrets, aws }: DestinationParts): Promise<Credentials> {
  switch (auth.type) {
    case 'none':
      return {};
    case 'basic':
      return { basic: { username: auth.username, password: await secrets(auth.passwordSecret) } };
    case 'bearer':
      return { bearer: await secrets(auth.tokenSecret) };
    case 'sigv4':
      return { sigv4: signingKey(auth.region, auth.service, aws) };
  }
}

/** A key whose secret parts are asked for whenever it signs. */
export function signingKey(region: string, service: string, aws: DestinationParts['aws']): SigningKey {
  return {
    region,
    service,
    get accessKeyId() {
      return aws().accessKeyId;
    },
    get secretAccessKey() {
      return aws().secretAccessKey;
    },
    get sessionToken() {
      return aws().sessionToken;
    },
  } as SigningKey;
}
