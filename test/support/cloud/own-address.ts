import { networkInterfaces } from 'node:os';

/** An IPv4 address of this machine that is not loopback: in Lambda nothing on loopback is probed. Nothing leaves the machine on the way to it. */
export function ownAddress(): string {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { family, internal, address } of addresses ?? []) {
      if (family === 'IPv4' && !internal && !address.startsWith('169.254.')) return address;
    }
  }
  throw new Error('this test needs an IPv4 address of this machine beside loopback, and there is none');
}
