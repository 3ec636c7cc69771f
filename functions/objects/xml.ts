import type { StoredObject } from '../../lib/model/objects.ts';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text of the first element of a name. S3's answers are flat and carry neither CDATA nor comments. */
export function elementText(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replaceAll(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (all, decimal, hex, named) =>
    named === undefined
      ? String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16))
      : (ENTITIES[named] ?? all),
  );
}

export interface ListPage {
  readonly objects: readonly StoredObject[];
  readonly more: boolean;
}

/**
 * A page of ListObjectsV2 that was asked for with `encoding-type=url`. Throws when it is none.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function readListPage(xml: string): ListPage {
  const truncated = elementText(xml, 'IsTruncated');
  if (truncated === undefined || !xml.includes('</ListBucketResult>')) {
    throw new Error(`What came as a list of objects is none: ${xml.slice(0, 200)}`);
  }
  const encoded = elementText(xml, 'EncodingType') === 'url';
  const objects = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, entry = '']) => {
    const [key, size] = [elementText(entry, 'Key'), Number(elementText(entry, 'Size'))];
    if (key === undefined || !Number.isSafeInteger(size)) throw new Error(`An object of a list has no key: ${entry}`);
    // As forms encode: a space is a plus sign.
    return { key: encoded ? decodeURIComponent(key.replaceAll('+', ' ')) : key, bytes: size };
  });
  return { objects, more: truncated === 'true' };
}
