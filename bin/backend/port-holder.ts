import { readdir, readFile, readlink } from 'node:fs/promises';

export interface PortHolder {
  readonly pid: number;
  /** Its command, cut. */
  readonly command: string;
}

/** The state LISTEN in /proc/net/tcp (proc_pid_net(5)). */
const LISTENING = '0A';
const MOST_CHARS = 80;

/** Who listens at a TCP port of this machine; undefined where the system does not say (other than Linux, or another user's process). */
export async function holderOf(port: number): Promise<PortHolder | undefined> {
  const inodes = new Set((await Promise.all(['tcp', 'tcp6'].map((table) => listening(table, port)))).flat());
  if (inodes.size === 0) return undefined;
  const names = await readdir('/proc').catch(() => []);
  for (const pid of names.filter((name) => /^\d+$/.test(name))) {
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
    if (!links.some((link) => inodes.has(link))) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return { pid: Number(pid), command: command.split('\0').join(' ').trim().slice(0, MOST_CHARS) };
  }
  return undefined;
}

/** `socket:[INODE]` of each that listens at the port. */
async function listening(table: string, port: number): Promise<string[]> {
  const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '');
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/));
  return rows
    .filter(([, local, , state]) => local?.endsWith(`:${hex}`) === true && state === LISTENING)
    .map((row) => `socket:[${row[9]}]`);
}
