# plumbline detect
