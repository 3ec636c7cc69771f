import * as zlib from 'node:zlib';

export interface Codec {
  readonly name: string;
  readonly pack: (bytes: Buffer) => Buffer;
  readonly unpack: (bytes: Buffer) => Buffer;
}

const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag, BROTLI_PARAM_QUALITY } = zlib.constants;

const gzip = (level: number): Codec => ({
  name: `gzip ${level}`,
  pack: (bytes) => zlib.gzipSync(bytes, { level }),
  unpack: (bytes) => zlib.gunzipSync(bytes),
});
const zstd = (level: number): Codec => ({
  name: `zstd ${level}`,
  pack: (bytes) =>
    zlib.zstdCompressSync(bytes, { params: { [ZSTD_c_compressionLevel]: level, [ZSTD_c_checksumFlag]: 1 } }),
  unpack: (bytes) => zlib.zstdDecompressSync(bytes),
});
const brotli = (quality: number): Codec => ({
  name: `brotli ${quality}`,
  pack: (bytes) => zlib.brotliCompressSync(bytes, { params: { [BROTLI_PARAM_QUALITY]: quality } }),
  unpack: (bytes) => zlib.brotliDecompressSync(bytes),
});

/** What Node has, at the levels worth looking at. */
export const CODECS: readonly Codec[] = [
  gzip(1),
  gzip(6),
  gzip(9),
  ...[1, 3, 6, 9, 19].map(zstd),
  brotli(4),
  brotli(9),
];
