# plumbline read
