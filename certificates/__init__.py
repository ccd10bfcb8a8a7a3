"""Certificates of service (志愿服务记录证明) and the data exchange file: what the federation vouches for outside."""
