import { createHandler } from './create-handler.ts';

/** What Lambda calls every few minutes. */
export const handler = createHandler(process.env);
