// Adds to package-lock.json the entries of optional platform packages that the registry in use did not list. Some
// mirrors lack the packages of other platforms; npm then leaves them out silently and `npm ci` refuses the lock.
// Run after every `npm install`: `node tools/complete-lockfile.mjs`. Changes nothing when the lock is whole.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = {
  arm: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  x64: 'x64',
};

function platformOf(name) {
  const parts = name.split('/').at(-1).split('-').slice(1);
  const os = parts.find((part) => systems.includes(part));
  const cpu = parts.map((part) => processors[part]).find(Boolean);
  const libc = parts.includes('musl') ? 'musl' : parts.includes('gnu') && os === 'linux' ? 'glibc' : undefined;
  return os && cpu ? { cpu: [cpu], ...(libc ? { libc: [libc] } : {}), os: [os] } : undefined;
}

let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    const platform = platformOf(name);
    if (path === '' || lock.packages[key] || !platform) continue;
    lock.packages[key] = { version, ...platform, dev: true, optional: true };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
if (added > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} entries added to package-lock.json`);
