// Outlines of symbols and marks as SVG path data in a box of 24 × 24, with the middle of the room inside.
export const SHAPES = {
  "circle": {"path": "M12 1.5a10.5 10.5 0 1 0 0 21a10.5 10.5 0 1 0 0-21z", "middle": [12, 12], "room": 14},
  "square": {"path": "M4 2.5h16q1.5 0 1.5 1.5v16q0 1.5-1.5 1.5h-16q-1.5 0-1.5-1.5v-16q0-1.5 1.5-1.5z", "middle": [12, 12], "room": 15},
  "triangle": {"path": "M12 1.2L23.2 21.6H0.8z", "middle": [12, 15.2], "room": 10.5},
  "diamond": {"path": "M12 0.5L23.5 12L12 23.5L0.5 12z", "middle": [12, 12], "room": 12},
  "cross": {"path": "M7.5 1.5h9v6h6v9h-6v6h-9v-6h-6v-9h6z", "middle": [12, 12], "room": 13},
  "hexagon": {"path": "M12 0.8L22 6.4v11.2L12 23.2L2 17.6V6.4z", "middle": [12, 12], "room": 14},
  "star": {"path": "M12 0.6L15.3 8.2L23.5 8.9L17.3 14.4L19.2 22.5L12 18.2L4.8 22.5L6.7 14.4L0.5 8.9L8.7 8.2z", "middle": [12, 13], "room": 10},
  "pin": {"path": "M12 23.5C12 23.5 3 15 3 9.5a9 9 0 0 1 18 0C21 15 12 23.5 12 23.5z", "middle": [12, 9.5], "room": 11.5},
  "drop": {"path": "M12 0.5C12 0.5 20.5 10 20.5 15a8.5 8.5 0 0 1-17 0C3.5 10 12 0.5 12 0.5z", "middle": [12, 14.8], "room": 11.5}
};
export const MARKS = {
  "check": "M6.5 12.5L10.5 16.5L17.5 8",
  "clock": "M12 5.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM12 8.5V12.2L14.6 13.8",
  "exclamation": "M12 5V13.6M12 18.4V18.6",
  "question": "M8.6 8.9a3.5 3.5 0 1 1 5 3.1c-1.1 0.6-1.6 1.2-1.6 2.4M12 18.6V18.8",
  "wave": "M4.5 10q2.5-3 5 0t5 0t5 0M4.5 15.5q2.5-3 5 0t5 0t5 0"
};
