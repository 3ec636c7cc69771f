/**
 * A secret by reference: read during the run, from SSM parameters in AWS, from `PROBEWRIGHT_SECRET_SHOP_PASSWORD` or
 * `.env` locally. May stand in the target, path, headers, body, auth and the like.
 * @example http: { auth: { bearer: secret('shop/token') } }
 */
export const secret = (name: string): string => `\${secret:${name}}`;
