import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeRequest } from '../../../functions/net/http-request.ts';

const GET = { method: 'GET', path: '/', headers: [] };

test('a request is its line, its headers in order, and its body', () => {
  const headers = [
    ['Host', 'a.example'],
    ['x-b', 'grün'],
    ['X-B', ''],
  ] as const;
  const bytes = encodeRequest({ method: 'POST', path: '/a?b=c', headers, body: Buffer.from([0, 255]) });
  const head = 'POST /a?b=c HTTP/1.1\r\nHost: a.example\r\nx-b: grün\r\nX-B: \r\n\r\n';
  expect(bytes).toEqual(Buffer.concat([Buffer.from(head), Buffer.from([0, 255])]));
});

test('whatever the values, a request has as many lines as it should, or is our fault', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      (method, name, value) => {
        try {
          const text = encodeRequest({ method, path: '/', headers: [[name, value]] }).toString('latin1');
          expect(text.split(/[\r\n]+/)).toHaveLength(3);
          expect(text).not.toContain('\0');
        } catch (error) {
          expect(error).toMatchObject({ name: 'FaultError', code: 'PW5008' });
        }
      },
    ),
  );
});

test('a value that could end a line is refused without being shown', () => {
  const smuggle = () => encodeRequest({ ...GET, headers: [['X-Token', 's3cret\r\nX-Admin: yes']] });
  expect(smuggle).toThrow('The value of the header X-Token holds a line break');
  expect(smuggle).not.toThrow('s3cret');
});
