import type { Rest } from "../core/rest";
import type { Me } from "../protocol/Me";
import type { PasswordChange } from "../protocol/PasswordChange";
import type { SignIn } from "../protocol/SignIn";

/** The session of our own pages; an element on another page has none. */
export const session = {
  signIn: (rest: Rest, body: SignIn): Promise<Me> => rest.ask("POST", "session", body),
  me: (rest: Rest): Promise<Me> => rest.ask("GET", "session"),
  signOut: (rest: Rest): Promise<void> => rest.ask("DELETE", "session"),
  changePassword: (rest: Rest, body: PasswordChange): Promise<void> => rest.ask("PUT", "session/password", body),
  changeExtension: (rest: Rest, extension: string): Promise<Me> => rest.ask("PUT", "session/extension", { extension }),
};
