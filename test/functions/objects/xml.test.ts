import { describe, expect, test } from 'vitest';
import { elementText, readListPage } from '../../../functions/objects/xml.ts';

const page = (inner: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</ListBucketResult>`;
const entry = (key: string) =>
  `<Contents><Key>${key}</Key><Size>7</Size><StorageClass>STANDARD</StorageClass></Contents>`;

describe("what S3's XML says", () => {
  test('is the text of an element, with its entities read', () => {
    const xml =
      '<Error><Code>X</Code><Message>&lt;a&gt; &amp;amp; &quot;b&quot; &apos;&#65;&#x42;&unknown;</Message></Error>';
    expect(elementText(xml, 'Message')).toBe('<a> &amp; "b" \'AB&unknown;');
    expect(elementText(xml, 'Region')).toBeUndefined();
  });

  test('is a page of keys, as they were put, encoded for URLs or not', () => {
    const encoded = page(`<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>${entry('a%2Bb+c/%C3%A4')}`);
    expect(readListPage(encoded)).toEqual({ objects: [{ key: 'a+b c/ä', bytes: 7 }], more: true });
    const plain = page(`<IsTruncated>false</IsTruncated>${entry('a+%41&amp;')}\n${entry('b')}`);
    expect(readListPage(plain)).toEqual({
      objects: [
        { key: 'a+%41&', bytes: 7 },
        { key: 'b', bytes: 7 },
      ],
      more: false,
    });
    expect(readListPage(page('<IsTruncated>false</IsTruncated>')).objects).toEqual([]);
  });

  test.each([
    ['another document', '<html></html>'],
    ['a page that was cut off', page(`<IsTruncated>false</IsTruncated>${entry('a')}`).slice(0, -30)],
    ['an entry without a key', page('<IsTruncated>false</IsTruncated><Contents><Size>1</Size></Contents>')],
  ])('is refused when it is %s', (_, xml) => {
    expect(() => readListPage(xml)).toThrow();
  });
});
