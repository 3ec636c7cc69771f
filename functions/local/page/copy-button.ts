import { el, setText } from './dom.ts';

/** A button that copies a text and says so. */
export function copyButton(text: string): HTMLButtonElement {
  const button = el('button', { type: 'button', class: 'copy', 'aria-live': 'polite' }, 'Copy');
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text).then(
      () => setText(button, 'Copied'),
      () => setText(button, 'The browser refused; select it by hand'),
    );
  });
  return button;
}
