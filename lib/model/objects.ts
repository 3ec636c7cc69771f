/** A store of named blobs, such as a bucket of S3 or a folder. Keys are `/`-separated, without a leading slash. */
export interface ObjectStore {
  /** Resolves when the object is durable. With `ifAbsent` an object that is there is left as it is (S3: `If-None-Match: *`). */
  put(key: string, body: Uint8Array, options: PutOptions): Promise<'written' | 'exists'>;
  /** Undefined when there is no such object. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Objects whose key begins with `prefix`, in the order of their keys' bytes, behind `after`. */
  list(prefix: string, after?: string): AsyncIterable<StoredObject>;
  /** Of an object that is not there: does nothing. */
  delete(key: string): Promise<void>;
}

export interface PutOptions {
  readonly ifAbsent: boolean;
  readonly contentType: string;
}

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}
