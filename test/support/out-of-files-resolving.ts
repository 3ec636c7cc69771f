import { closeSync, openSync } from 'node:fs';
import { createResolver } from '../../functions/net/resolve.ts';
import { FaultError } from '../../lib/model/failure.ts';
import { lendRun } from './lent-run.ts';

/** Run with a low limit of open files and the path of a hosts file: looks names up while none is left, and after. */
const [, , hostsFile = ''] = process.argv;
const resolve = createResolver({ hostsFile, servers: ['127.0.0.1:9'] });
const run = lendRun();
const held: number[] = [];
try {
  for (;;) held.push(openSync('/dev/null', 'r'));
} catch {
  // None is left.
}
await look('elsewhere.example');
await look('shop.local');
for (const file of held) closeSync(file);
await look('shop.local');
process.exit(0);

async function look(host: string): Promise<void> {
  try {
    console.log((await resolve(host, 'ip4', run)).ip);
  } catch (error) {
    console.log(error instanceof FaultError ? `${error.code} ${error.message}` : error);
  }
}
