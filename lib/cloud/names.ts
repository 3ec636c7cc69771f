import { createHash } from 'node:crypto';
import type { Installation } from '../model/installation.ts';

/**
 * The names of everything that a deploy makes, from plain data: nothing has to be exported from one stack and imported in
 * another, and whoever knows the configuration knows where to look. A name that is too long for AWS is cut, and ends with
 * eight characters of its hash.
 */

type Named = Pick<Installation, 'id'>;

/** CloudFormation allows 128 characters. */
export function hubStateStack({ id }: Named): string {
  return `${id}-hub-state`;
}

export function hubStack({ id }: Named): string {
  return `${id}-hub`;
}

export function locationStateStack({ id }: Named, location: string): string {
  return `${id}-state-${location}`;
}

export function locationStack({ id }: Named, location: string): string {
  return `${id}-at-${location}`;
}

/** `ID-ACCOUNT-REGION` of the hub. */
export function journalBucket({ id }: Named, account: string, region: string): string {
  return bucketName(id, account, region);
}

/** `ID-spill-ACCOUNT-LOCATION`. */
export function spillBucket({ id }: Named, account: string, location: string): string {
  return bucketName(`${id}-spill`, account, location);
}

/** Functions, roles, queues, topics and groups of schedules: `ID-WHAT…`, 64 characters at most. */
export function nameOf({ id }: Named, ...what: readonly string[]): string {
  return cutTo([id, ...what].join('-'), 64);
}

/** What stands before the names of an installation's secrets among the SSM parameters of each region that reads them. */
export function secretPath({ id }: Named): string {
  return `/${id}/`;
}

/** S3 allows 63 characters. The account is counted as the twelve digits that it will be. */
function bucketName(head: string, account: string, place: string): string {
  const room = 63 - '-123456789012'.length;
  const plain = `${head}-${place}`;
  return plain.length <= room ? `${head}-${account}-${place}` : `${cutTo(plain, room)}-${account}`;
}

function cutTo(name: string, most: number): string {
  if (name.length <= most) return name;
  const print = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, most - 9)}-${print}`;
}

/** A role's name: the prefix of the settings, then like `nameOf`. */
export function roleName(installation: Pick<Installation, 'id' | 'roles'>, ...what: readonly string[]): string {
  return cutTo(`${installation.roles.prefix ?? ''}${[installation.id, ...what].join('-')}`, 64);
}
