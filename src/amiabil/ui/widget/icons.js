/* The pictures that are used, from images/icons.svg; the build writes their paths here. */

export const ICONS = pathsOf(`
  arrow-down arrow-right book-open camera caret-down chat-circle-text chats-circle check-circle circle-half clock dots-three
  download-simple arrows-left-right hourglass-medium image file-text package paper-plane-right paperclip scales sparkle star
  thumbs-down thumbs-up tray user warning-circle wifi-slash x envelope-simple magnifying-glass
`);
