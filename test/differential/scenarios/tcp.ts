import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { Scenario } from '../scenario.ts';
import { chainOf, closedPort, raw } from './http-servers.ts';
import type { TlsWorld } from './tls.ts';

interface Row {
  readonly name: string;
  readonly serve: Scenario['serve'];
  readonly module?: object;
  readonly tcp?: object;
  readonly explained?: Scenario['explained'];
}

/** Answers line by line: what `say` returns is sent; undefined says nothing. */
function speaks(greeting: string, say: (line: string, socket: Socket) => string | undefined): (socket: Socket) => void {
  return (socket) => {
    if (greeting) socket.write(greeting);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n')) {
        const answer = say(text.slice(0, at).trim(), socket);
        text = text.slice(at + 1);
        if (answer) socket.write(answer);
      }
    });
  };
}

const irc = (welcome: string) => speaks('', (line) => (line.startsWith('USER') ? welcome : undefined));
/** Answers the last line of a log-in with an error, and closes. */
function goodbye(line: string, socket: Socket): undefined {
  if (line.startsWith('USER')) socket.end('ERROR :closing\n');
}
const IRC_MOVES = [{ send: 'NICK prober' }, { send: 'USER prober prober prober :prober' }, { expect: '^:[^ ]+ 001' }];
const SSH = [{ expect: '^SSH-2.0-([^ -]+)(?: (.*))?$', labels: { ssh_version: '${1}', ssh_comments: '${2}' } }];
const sshLabels = Object.entries(SSH[0]?.labels ?? {}).map(([name, value]) => ({ name, value }));

/** An SMTP server that offers STARTTLS with this identity. */
function smtp(world: TlsWorld): (socket: Socket) => void {
  return speaks('220 mail ESMTP\r\n', (line, socket) => {
    if (line.startsWith('EHLO')) return '250-mail\r\n250 STARTTLS\r\n';
    if (line !== 'STARTTLS') return '502 what\r\n';
    socket.write('220 go ahead\r\n');
    socket.removeAllListeners('data');
    const secure = new TLSSocket(socket, { isServer: true, cert: world.leaf.certificate, key: world.leaf.key });
    secure.on('error', () => undefined);
    speaks('', (inner) => (inner.startsWith('EHLO') ? '250 mail\r\n' : '221 bye\r\n'))(secure);
    return undefined;
  });
}
const SMTP_BEFORE = [
  { expect: '^220 ' },
  { send: 'EHLO prober\r' },
  { expect: '^250 STARTTLS' },
  { send: 'STARTTLS\r' },
  { expect: '^220' },
];
const SMTP_AFTER = [{ send: 'EHLO prober\r' }, { expect: '^250 mail' }, { send: 'QUIT\r' }];

function tlsPort(world: TlsWorld, identity: 'leaf' | 'expired' | 'underBoth', extra = ''): Scenario['serve'] {
  return async () => {
    const { certificate, key } = world[identity];
    const server = createTlsServer({ cert: certificate + extra, key }, (socket) => socket.on('error', () => undefined));
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      target: `localhost:${(server.address() as AddressInfo).port}`,
      close: async () => {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  };
}

function rows(world: TlsWorld): readonly Row[] {
  const ca = world.root.certificate;
  const both = chainOf(world.oldRoot, world.newRoot);
  const seenAnyway = 'we export what the server sent even when verification fails (blackbox_exporter #1119)';
  return [
    { name: 'tcp-connects', serve: raw(() => undefined) },
    { name: 'tcp-refused', serve: closedPort() },
    {
      name: 'tcp-irc-welcome',
      serve: raw(irc(':irc 001 prober :hello\n')),
      module: { query_response: IRC_MOVES },
      tcp: { dialogue: IRC_MOVES },
    },
    {
      name: 'tcp-irc-error-then-close',
      serve: raw(speaks('', (line, socket) => goodbye(line, socket))),
      module: { query_response: IRC_MOVES },
      tcp: { dialogue: IRC_MOVES },
    },
    {
      name: 'tcp-ssh-banner',
      serve: raw(speaks('SSH-2.0-OpenSSH_9.2p1 Debian 2\r\n', () => undefined)),
      module: { query_response: [{ expect: SSH[0]?.expect, labels: sshLabels }] },
      tcp: { dialogue: SSH },
    },
    {
      name: 'tcp-bytes',
      serve: raw((socket) => void socket.write('PONG')),
      module: { query_response: [{ expect_bytes: 'PONG' }] },
      tcp: { dialogue: [{ expectBytes: 'PONG' }] },
    },
    {
      name: 'tcp-wrong-bytes',
      serve: raw((socket) => void socket.write('PANG')),
      module: { query_response: [{ expect_bytes: 'PONG' }] },
      tcp: { dialogue: [{ expectBytes: 'PONG' }] },
    },
    {
      name: 'tcp-closes-at-once',
      serve: raw((socket) => socket.end()),
      module: { query_response: [{ expect: 'never' }] },
      tcp: { dialogue: [{ expect: 'never' }] },
    },
    {
      name: 'tcp-groups',
      serve: raw(speaks('ticket 42\n', (line) => (line === 'take 42' ? 'taken\n' : 'what\n'))),
      module: { query_response: [{ expect: 'ticket (\\d+)', send: 'take ${1}' }, { expect: '^taken' }] },
      tcp: { dialogue: [{ expect: 'ticket (\\d+)' }, { send: 'take ${1}' }, { expect: '^taken' }] },
    },
    {
      name: 'tcp-starttls',
      serve: raw(smtp(world)),
      module: {
        query_response: [...SMTP_BEFORE, { starttls: true }, ...SMTP_AFTER],
        tls_config: { ca, server_name: 'localhost' },
      },
      tcp: { dialogue: [...SMTP_BEFORE, { startTls: true }, ...SMTP_AFTER], tls: { ca, serverName: 'localhost' } },
    },
    { name: 'tcp-tls', serve: tlsPort(world, 'leaf'), module: { tls: true, tls_config: { ca } }, tcp: { tls: { ca } } },
    {
      name: 'tcp-tls-expired',
      serve: tlsPort(world, 'expired'),
      module: { tls: true, tls_config: { ca } },
      tcp: { tls: { ca } },
      explained: {
        probe_ssl_earliest_cert_expiry: seenAnyway,
        probe_ssl_last_chain_expiry_timestamp_seconds: seenAnyway,
        probe_ssl_last_chain_info: seenAnyway,
        probe_tls_version_info: seenAnyway,
      },
    },
    {
      name: 'tcp-tls-two-roots',
      serve: tlsPort(world, 'underBoth', world.oldRoot.certificate),
      module: { tls: true, tls_config: { ca: both } },
      tcp: { tls: { ca: both } },
    },
  ];
}

export function tcpScenarios(world: TlsWorld): readonly Scenario[] {
  return rows(world).map(({ name, serve, module, tcp, explained }) => ({
    name,
    serve,
    module: { prober: 'tcp', timeout: '5s', tcp: { preferred_ip_protocol: 'ip4', ...module } },
    probe: { kind: 'tcp', ...(tcp ? { tcp } : {}) },
    ...(explained ? { explained } : {}),
  }));
}
