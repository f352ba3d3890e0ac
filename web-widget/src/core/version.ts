/** Version of the pages, told to the server in `hello`. */
export const VERSION = "0.1.0";
