import { aws } from './aws.ts';

interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface Listing {
  readonly objects: readonly ListedObject[];
  /** Whether there are more than were asked for. */
  readonly isCut: boolean;
}

/** Objects of a bucket below a prefix, at most so many, in the order of their keys. */
export async function listObjects(region: string, bucket: string, prefix: string, most = 10_000): Promise<Listing> {
  const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3');
  const client = await aws.s3(region);
  const objects: ListedObject[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key: key, Size: bytes = 0, LastModified } of page.Contents ?? []) {
      if (key !== undefined) objects.push({ key, bytes, modifiedMs: LastModified?.getTime() ?? 0 });
    }
    if (objects.length >= most) return { objects, isCut: page.IsTruncated === true };
  }
  return { objects, isCut: false };
}
