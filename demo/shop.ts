import { fileURLToPath } from 'node:url';
import { holdClosedPort } from './closed-port.ts';
import { startDnsServer } from './dns-server.ts';
import { createIdentities } from './identities.ts';
import { createPages, servePages } from './pages.ts';
import { startSmtpServer } from './smtp-server.ts';
import { startSecureWebServer, startWebServer } from './web-servers.ts';
import { a, answerFrom, mx, soa, txt, type Zone } from './zone.ts';

export interface Demo {
  /** The folder with the demo's probes. */
  readonly definitions: string;
  /** What `${var:…}` stands for in them: ports, and the PEM text of the demo's authority. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface DemoOptions {
  /** The address to listen on. The probes come to 127.0.0.1. @default '127.0.0.1' */
  readonly host?: string;
  /** The wall clock that the flaky corner goes by, in unix milliseconds. @default Date.now */
  readonly now?: () => number;
}

const ZONE: Zone = {
  'shop.example': [
    a('192.0.2.10'),
    a('192.0.2.11'),
    mx(10, 'mail.shop.example'),
    txt('v=spf1 mx -all'),
    soa('ns1.shop.example', 'hostmaster.shop.example', 2_026_112_201),
  ],
  // The probe expects 192.0.2.20: as if somebody had changed the zone.
  'api.shop.example': [a('203.0.113.66')],
};

/**
 * Starts a shop on free ports of this machine, with healthy, slow, flaky, expiring and broken corners over HTTP, HTTPS, DNS
 * and SMTP. Nothing leaves the machine.
 */
export async function startDemo({ host = '127.0.0.1', now = Date.now }: DemoOptions = {}): Promise<Demo> {
  const { authority, byName } = await createIdentities();
  const serve = servePages(createPages(now));
  const mail = byName.get('mail.localhost') ?? authority;
  const shop = byName.get('shop.localhost') ?? authority;
  const [http, https, dns, smtp, closed] = await startAll([
    () => startWebServer(host, serve),
    () => startSecureWebServer(host, serve, byName, shop),
    () => startDnsServer({ host, answer: answerFrom(ZONE) }),
    () => startSmtpServer(host, 'mail.localhost', mail),
    () => holdClosedPort(host),
  ]);
  const servers = [http, https, dns, smtp, closed];
  return {
    definitions: fileURLToPath(new URL('./probes', import.meta.url)),
    variables: {
      demo_http: String(http.port),
      demo_https: String(https.port),
      demo_dns: String(dns.port),
      demo_smtp: String(smtp.port),
      demo_closed: String(closed.port),
      demo_ca: authority.certificate,
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

interface Started {
  readonly port: number;
  close(): Promise<void>;
}
type Starts = readonly (() => Promise<Started>)[];

/** Starts all, or none: what did start is closed again when another fails. */
async function startAll<T extends Starts>(starts: readonly [...T]): Promise<{ [K in keyof T]: Started }> {
  const outcomes = await Promise.allSettled(starts.map((start) => start()));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  if (!failed) return started as { [K in keyof T]: Started };
  await Promise.all(started.map((server) => server.close()));
  throw failed.reason;
}
