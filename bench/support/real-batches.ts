import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdentity } from '../../demo/pki.ts';
import { createProbeEngine } from '../../functions/probe/create-engine.ts';
import { createEnvSecrets } from '../../functions/secrets/env.ts';
import { compile } from '../../lib/definitions/compile.ts';
import type { Batch } from '../../lib/model/journal.ts';
import type { Probe } from '../../lib/model/probe.ts';

const HOSTS = 20;
const TICK_MS = Date.UTC(2026, 10, 22, 12);

/** Batches as a probe function journals them: runs of http probes with TLS against servers on this machine, two in a hundred failed. */
export async function realBatches(sizes: readonly number[], ticks: number): Promise<ReadonlyMap<number, Batch[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'probewright-bench-'));
  const authority = await createIdentity({ authority: true, subject: 'CN=Example Root R3,O=Example Trust Services' });
  const between = await createIdentity({ authority: true, issuer: authority, subject: 'CN=Example CA 7,O=Example' });
  const servers = await Promise.all(Array.from({ length: HOSTS }, async (_, at) => await startShop(at, between)));
  try {
    const probes = await compiled(folder, authority.certificate, servers.map(portOf), Math.max(...sizes));
    const engine = createProbeEngine({ location: 'eu-central-1', place: 'local', secrets: createEnvSecrets({}) });
    const batches = new Map<number, Batch[]>();
    for (const size of sizes) {
      const shard = size === 1 ? 'shop-0' : `1m-0${size}`;
      const made: Batch[] = [];
      for (let tick = 0; tick < ticks; tick += 1) {
        const request = { tickMs: TICK_MS + tick * 60_000, deadlineMs: 30_000, shard, planHash: 'ab'.repeat(32) };
        made.push(await engine.runShard(probes.slice(tick % 7, (tick % 7) + size), request));
      }
      batches.set(size, made);
    }
    return batches;
  } finally {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startShop(at: number, issuer: Awaited<ReturnType<typeof createIdentity>>) {
  const names = [`shop-${at}.example`, `www.shop-${at}.example`, 'localhost'];
  const { certificate, key } = await createIdentity({ issuer, names });
  const server = createServer(
    { cert: `${certificate}${issuer.signer.certificate.toString('pem')}\n`, key },
    (request, response) => {
      const failed = request.url?.endsWith('/13');
      response.writeHead(failed ? 503 : 200, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        server: 'shop',
      });
      response.end(JSON.stringify({ status: failed ? 'failing' : 'ok', version: `1.4.${at}`, queue: at * 31 }));
    },
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port;
}

async function compiled(
  folder: string,
  ca: string,
  ports: readonly number[],
  count: number,
): Promise<readonly Probe[]> {
  const probes = Array.from({ length: count + 7 }, (_, at) => ({
    name: `shop-${at}`,
    target: `https://localhost:${ports[at % ports.length]}/health/${at % 50}`,
  }));
  const defaults = {
    kind: 'http',
    timeout: '5s',
    labels: { team: 'shop' },
    http: { tls: { ca } },
    expect: [{ status: 200 }, { json: { '$.status': 'ok' } }, { certificate: { validFor: '14d', else: 'degraded' } }],
  };
  writeFileSync(join(folder, 'bench.probe.yaml'), JSON.stringify({ defaults, probes }));
  const { compiled: found, diagnostics } = await compile({ definitions: [folder] });
  if (!found) throw new Error(JSON.stringify(diagnostics));
  return found.plan.probes;
}
