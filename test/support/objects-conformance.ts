import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../lib/model/objects.ts';

const TEXT = { ifAbsent: true, contentType: 'text/plain' };
const bytes = (text: string) => Buffer.from(text);

/** What every store of objects owes, whatever it is made of. `open` gives an empty one. */
export function describeObjects(name: string, open: () => Promise<ObjectStore>): void {
  describe(`${name} keeps the contract of object stores`, () => {
    test('an object is read back byte for byte, also one of two megabytes and an empty one', async () => {
      const store = await open();
      const large = Buffer.alloc(2_000_000, Uint8Array.of(0, 0xff, 0x80, 0x0a, 0x25));
      expect(await store.put('a/large', large, TEXT)).toBe('written');
      expect(await store.put('a/empty', Buffer.alloc(0), TEXT)).toBe('written');
      expect(Buffer.compare((await store.get('a/large')) ?? bytes(''), large)).toBe(0);
      expect(await store.get('a/empty')).toHaveLength(0);
    });

    test('what is not there is undefined, and may be deleted', async () => {
      const store = await open();
      expect(await store.get('a/nothing')).toBeUndefined();
      await expect(store.delete('a/nothing')).resolves.toBeUndefined();
    });

    test('with ifAbsent an object that is there is left as it is; without, it is replaced', async () => {
      const store = await open();
      await store.put('a', bytes('first'), TEXT);
      expect(await store.put('a', bytes('second'), TEXT)).toBe('exists');
      expect(text(await store.get('a'))).toBe('first');
      expect(await store.put('a', bytes('third'), { ...TEXT, ifAbsent: false })).toBe('written');
      expect(text(await store.get('a'))).toBe('third');
    });

    test('of many that put one key at once, exactly one writes it', async () => {
      const store = await open();
      const puts = Array.from({ length: 20 }, (_, at) => store.put('a/one', bytes(String(at)), TEXT));
      const answers = await Promise.all(puts);
      expect(answers.filter((answer) => answer === 'written')).toHaveLength(1);
      expect(text(await store.get('a/one'))).toBe(String(answers.indexOf('written')));
    });

    test('what was deleted is gone, and can be put again', async () => {
      const store = await open();
      await store.put('a/b', bytes('1'), TEXT);
      await store.delete('a/b');
      expect(await store.get('a/b')).toBeUndefined();
      expect(await listed(store, 'a/')).toEqual([]);
      expect(await store.put('a/b', bytes('2'), TEXT)).toBe('written');
    });

    test('a prefix lists its keys in the order of their bytes, with their sizes', async () => {
      const store = await open();
      const keys = ['a/b/c', 'a-b/c', 'a/b-c', 'a/b.c', 'a/b/Ä', 'a/b/z', 'b/x'];
      for (const [at, key] of keys.entries()) await store.put(key, bytes('x'.repeat(at)), TEXT);
      expect(await listed(store, 'a/')).toEqual(['a/b-c', 'a/b.c', 'a/b/c', 'a/b/z', 'a/b/Ä']);
      expect(await listed(store, 'a')).toEqual(['a-b/c', 'a/b-c', 'a/b.c', 'a/b/c', 'a/b/z', 'a/b/Ä']);
      expect(await listed(store, 'a/b/c')).toEqual(['a/b/c']);
      expect(await listed(store, 'nothing/')).toEqual([]);
      expect(await Array.fromAsync(store.list('b/'))).toEqual([{ key: 'b/x', bytes: 6 }]);
    });

    test('a listing begins behind the key that it is told, whether that is there or not', async () => {
      const store = await open();
      for (const key of ['p/a/1', 'p/a/2', 'p/b/1', 'p/c']) await store.put(key, bytes('x'), TEXT);
      expect(await listed(store, 'p/', 'p/a/1')).toEqual(['p/a/2', 'p/b/1', 'p/c']);
      expect(await listed(store, 'p/', 'p/a0')).toEqual(['p/b/1', 'p/c']);
      expect(await listed(store, 'p/', 'p/a')).toEqual(['p/a/1', 'p/a/2', 'p/b/1', 'p/c']);
      expect(await listed(store, 'p/', 'p/c')).toEqual([]);
    });

    test('keys with signs that mean something in URLs and XML stay what they are', async () => {
      const store = await open();
      const keys = ['x/a b+c%2F&<d>"e\'f(g)!*~', 'x/ü=?#;:@$,[]', 'x/%41', 'x/日本'];
      for (const key of keys) expect(await store.put(key, bytes(key), TEXT)).toBe('written');
      for (const key of keys) expect(text(await store.get(key))).toBe(key);
      expect((await listed(store, 'x/')).sort()).toEqual([...keys].sort());
      expect(await listed(store, 'x/a b+c%2F&<')).toEqual([keys[0]]);
    });

    test('a key that would become another one on its way is refused', async () => {
      const store = await open();
      for (const key of ['', '/a', 'a//b', 'a/../b', './a', 'a/']) {
        await expect(store.put(key, bytes('x'), TEXT)).rejects.toThrow("is no object's key");
      }
    });
  });
}

async function listed(store: ObjectStore, prefix: string, after?: string): Promise<string[]> {
  return (await Array.fromAsync(store.list(prefix, after))).map(({ key }) => key);
}

function text(body: Uint8Array | undefined): string | undefined {
  return body && Buffer.from(body).toString();
}
