import { createHandler } from './create-handler.ts';

/** What Lambda calls for each tick. */
export const handler = createHandler({ env: process.env, folder: import.meta.dirname });
