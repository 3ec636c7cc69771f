export type TlsModule = typeof import('./tls.ts');
let tlsModule: TlsModule | undefined;

/** With the first handshake: a shard that looks at nothing over TLS does without. Kept, since even a repeated import costs a sixth of a handshake. */
export async function loadTls(): Promise<TlsModule> {
  tlsModule ??= await import('./tls.ts');
  return tlsModule;
}
