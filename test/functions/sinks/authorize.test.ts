import { describe, expect, it } from 'vitest';
import type { OutgoingRequest } from '../../../functions/net/outgoing.ts';
import { authorize } from '../../../functions/sinks/authorize.ts';

const request: OutgoingRequest = { url: 'https://h/push', method: 'POST', headers: { 'Content-Type': 'x/y' } };
const sigv4 = { region: 'eu-west-1', service: 'aps', accessKeyId: 'AK', secretAccessKey: 'SK' };

describe('the headers that prove who sends', () => {
  it('are none without credentials', () => {
    expect(authorize(request, {}, 0).headers).toEqual({ 'content-type': 'x/y' });
  });

  it('are a user and a password in UTF-8', () => {
    const { headers } = authorize(request, { basic: { username: 'jö', password: 'p:w' } }, 0);
    expect(headers.authorization).toBe(`Basic ${Buffer.from('jö:p:w').toString('base64')}`);
  });

  it('are a bearer token, beside those of a tenant', () => {
    const { headers } = authorize(request, { bearer: 'abc', headers: { 'X-Scope-OrgID': 'team' } }, 0);
    expect(headers).toEqual({ 'content-type': 'x/y', authorization: 'Bearer abc', 'x-scope-orgid': 'team' });
  });

  it("are a signature over a tenant's headers, too", () => {
    const { headers } = authorize(request, { sigv4, headers: { 'X-Scope-OrgID': 'team' } }, 0);
    expect(headers.authorization).toContain('SignedHeaders=content-type;host;x-amz-date;x-scope-orgid,');
  });

  it('never replace what the protocol demands', () => {
    expect(authorize(request, { headers: { 'content-TYPE': 'text/html' } }, 0).headers).toEqual({
      'content-type': 'x/y',
    });
  });

  it('are refused when two ways are named at once', () => {
    expect(() => authorize(request, { bearer: 'a', sigv4 }, 0)).toThrow('more than one of basic, bearer and sigv4');
  });
});
