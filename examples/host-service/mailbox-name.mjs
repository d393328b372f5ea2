/** The name that devices prove themselves to: built into the page, and never asked of a server. */
export const MAILBOX_NAME = 'mail.city.example';
