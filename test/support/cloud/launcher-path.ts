import { fileURLToPath } from 'node:url';

/** What `startEmulator` starts for tests that deploy: moto and the types that our stacks need. */
export const LAUNCHER = fileURLToPath(new URL('./launcher/main.py', import.meta.url));
