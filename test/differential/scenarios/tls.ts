import { createIdentity, type Identity } from '../../../demo/pki.ts';
import type { Scenario } from '../scenario.ts';
import { chainOf, https } from './http-servers.ts';

/** One authority for all TLS scenarios, made once. */
export interface TlsWorld {
  readonly root: Identity;
  readonly leaf: Identity;
  readonly expired: Identity;
  readonly wrongName: Identity;
  readonly selfSigned: Identity;
  readonly intermediate: Identity;
  readonly underIntermediate: Identity;
  /** Two roots with the same name and key; the one that a server sends expires first. */
  readonly oldRoot: Identity;
  readonly newRoot: Identity;
  readonly underBoth: Identity;
}

export async function createTlsWorld(): Promise<TlsWorld> {
  const names = ['localhost', 'www.localhost', '127.0.0.1'];
  const root = await createIdentity({ authority: true, subject: 'CN=Root, O=Probewright\\, Inc., C=DE', toDays: 900 });
  const intermediate = await createIdentity({ authority: true, subject: 'CN=Intermediate', issuer: root, toDays: 40 });
  const newRoot = await createIdentity({ authority: true, subject: 'CN=Twice', toDays: 3 });
  const oldRoot = await createIdentity({
    authority: true,
    subject: 'CN=Twice',
    toDays: 1,
    keyPair: newRoot.signer.keys,
  });
  return {
    root,
    leaf: await createIdentity({ issuer: root, names, subject: 'CN=localhost, O=Shop' }),
    expired: await createIdentity({ issuer: root, names, fromDays: -10, toDays: -1 }),
    wrongName: await createIdentity({ issuer: root, names: ['other.example'] }),
    selfSigned: await createIdentity({ names }),
    intermediate,
    underIntermediate: await createIdentity({ issuer: intermediate, names, keys: 'rsa' }),
    oldRoot,
    newRoot,
    underBoth: await createIdentity({ issuer: newRoot, names, toDays: 2 }),
  };
}

/** HTTPS situations: which certificates a server sends, and what the probe trusts. */
export function httpsScenarios(world: TlsWorld): readonly Scenario[] {
  const server = (identity: Identity, ...rest: readonly Identity[]) =>
    https(async () => ({ chain: chainOf(identity, ...rest), key: identity.key }));
  const make = (
    name: string,
    serve: Scenario['serve'],
    trust: { ca?: Identity; bundle?: string; insecure?: boolean; serverName?: string },
  ): Scenario => {
    const ca = trust.bundle ?? trust.ca?.certificate;
    return {
      name,
      serve,
      module: {
        prober: 'http',
        timeout: '5s',
        http: {
          preferred_ip_protocol: 'ip4',
          tls_config: {
            ...(ca ? { ca } : {}),
            ...(trust.insecure ? { insecure_skip_verify: true } : {}),
            ...(trust.serverName ? { server_name: trust.serverName } : {}),
          },
        },
      },
      probe: {
        kind: 'http',
        http: {
          tls: {
            ...(ca ? { ca } : {}),
            ...(trust.insecure ? { verify: false } : {}),
            ...(trust.serverName ? { serverName: trust.serverName } : {}),
          },
        },
      },
    };
  };
  const whenRefused = {
    probe_ssl_earliest_cert_expiry:
      'we export what the server sent even when verification fails (blackbox_exporter #1119)',
    probe_ssl_last_chain_expiry_timestamp_seconds: 'likewise',
    probe_ssl_last_chain_info: 'likewise',
    probe_tls_version_info: 'likewise',
    probe_tls_cipher_info: 'likewise',
  };
  const refused = (scenario: Scenario): Scenario => ({ ...scenario, explained: whenRefused });
  return [
    make('tls-trusted', server(world.leaf), { ca: world.root }),
    make(
      'tls-1-2',
      https(async () => ({ chain: world.leaf.certificate, key: world.leaf.key }), { maxVersion: 'TLSv1.2' }),
      { ca: world.root },
    ),
    make('tls-root-sent-too', server(world.leaf, world.root), { ca: world.root }),
    make('tls-intermediate', server(world.underIntermediate, world.intermediate), { ca: world.root }),
    refused(make('tls-intermediate-missing', server(world.underIntermediate), { ca: world.root })),
    refused(make('tls-self-signed', server(world.selfSigned), {})),
    make('tls-self-signed-unverified', server(world.selfSigned), { insecure: true }),
    refused(make('tls-expired', server(world.expired), { ca: world.root })),
    make('tls-expired-unverified', server(world.expired), { insecure: true }),
    refused(make('tls-wrong-name', server(world.wrongName), { ca: world.root })),
    make('tls-server-name', server(world.wrongName), { ca: world.root, serverName: 'other.example' }),
    make('tls-two-roots', server(world.underBoth, world.oldRoot), { bundle: chainOf(world.oldRoot, world.newRoot) }),
  ];
}
