import { createIdentity, type Identity } from './pki.ts';

/** The demo's certificates; all but the authority are keyed by the name they are served for. */
export interface DemoIdentities {
  readonly authority: Identity;
  readonly byName: ReadonlyMap<string, Identity>;
}

/** What each name of the demo shows; `localhost` and all below it always lead to this machine. */
const CERTIFICATES = [
  { host: 'shop.localhost', names: ['shop.localhost'], fromDays: -10, toDays: 80 },
  { host: 'mail.localhost', names: ['mail.localhost'], fromDays: -10, toDays: 80 },
  { host: 'outlet.localhost', names: ['outlet.localhost'], fromDays: -85, toDays: 5 },
  { host: 'museum.localhost', names: ['museum.localhost'], fromDays: -93, toDays: -3 },
  { host: 'gifts.localhost', names: ['presents.localhost'], fromDays: -10, toDays: 80 },
] as const;

/** Makes an authority and one certificate for each name: good ones, one that expires in 5 days, one that has expired, one for another name. */
export async function createIdentities(): Promise<DemoIdentities> {
  const authority = await createIdentity({
    subject: 'CN=Probewright demo authority',
    authority: true,
    fromDays: -100,
    toDays: 365,
  });
  const made = CERTIFICATES.map(
    async ({ host, ...options }) => [host, await createIdentity({ ...options, issuer: authority })] as const,
  );
  return { authority, byName: new Map(await Promise.all(made)) };
}
