import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Who listens on a TCP port of this machine, in words: `process 4711 (node server.js)`; undefined when the system does not tell. */
export async function holderOf(port: number): Promise<string | undefined> {
  const pid = (await pidFromProc(port)) ?? (await pidFromLsof(port));
  if (pid === undefined) return undefined;
  const command = await commandOf(pid);
  return command === undefined ? `process ${pid}` : `process ${pid} (${command})`;
}

async function pidFromProc(port: number): Promise<number | undefined> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const inodes = new Set(tables.flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const link = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
      if (inode !== undefined && inodes.has(inode)) return Number(pid);
    }
  }
  return undefined;
}

/** Lines of /proc/net/tcp: number, local address, remote address, state (0A is LISTEN) …, inode in the tenth column. */
function listeningInodes(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === '0A' && local.endsWith(`:${hex}`) && inode !== undefined ? [inode] : [];
  });
}

async function pidFromLsof(port: number): Promise<number | undefined> {
  const answer = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], { timeout: 3000 }).catch(
    () => undefined,
  );
  const pid = Number(answer?.stdout.split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

async function commandOf(pid: number): Promise<string | undefined> {
  const fromProc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const fromPs = async () =>
    (await run('ps', ['-o', 'args=', '-p', String(pid)], { timeout: 3000 }).catch(() => undefined))?.stdout;
  const command = (fromProc === '' ? ((await fromPs()) ?? '') : fromProc).replaceAll(/[\0\s]+/g, ' ').trim();
  return command === '' ? undefined : command.length > 120 ? `${command.slice(0, 119)}…` : command;
}
